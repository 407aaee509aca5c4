-- A film festival: directors, films, cinemas, screens, screenings, visitors, tickets, jurors and votes.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE directors (
    director_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    country TEXT NOT NULL CHECK (country IN ('France', 'Japan', 'Brazil', 'Denmark', 'Iran', 'Canada')),
    born INTEGER NOT NULL
) STRICT;

CREATE TABLE films (
    film_id TEXT PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    section TEXT NOT NULL CHECK (section IN ('competition', 'panorama', 'shorts')),
    minutes INTEGER NOT NULL,
    age INTEGER NOT NULL,
    fee INTEGER NOT NULL
) STRICT;

-- Who directed which film, alone or with others.
CREATE TABLE credits (
    credit_id TEXT PRIMARY KEY,
    film_id TEXT NOT NULL REFERENCES films (film_id),
    director_id TEXT NOT NULL REFERENCES directors (director_id)
) STRICT;

CREATE TABLE cinemas (
    cinema_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    access TEXT NOT NULL CHECK (access IN ('step-free', 'stairs'))
) STRICT;

CREATE TABLE screens (
    screen_id TEXT PRIMARY KEY,
    cinema_id TEXT NOT NULL REFERENCES cinemas (cinema_id),
    seats INTEGER NOT NULL,
    format TEXT NOT NULL CHECK (format IN ('digital', '35 mm'))
) STRICT;

CREATE TABLE screenings (
    screening_id TEXT PRIMARY KEY,
    film_id TEXT NOT NULL REFERENCES films (film_id),
    screen_id TEXT NOT NULL REFERENCES screens (screen_id),
    day TEXT NOT NULL CHECK (day = date(day)),
    hour TEXT NOT NULL CHECK (hour IN ('11:00', '14:00', '17:00', '20:00', '22:30')),
    price INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('scheduled', 'shown', 'cancelled'))
) STRICT;

CREATE TABLE visitors (
    visitor_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    age INTEGER NOT NULL,
    badge TEXT NOT NULL CHECK (badge IN ('day', 'festival', 'industry')),
    wallet INTEGER NOT NULL
) STRICT;

CREATE TABLE tickets (
    ticket_id TEXT PRIMARY KEY,
    screening_id TEXT NOT NULL REFERENCES screenings (screening_id),
    visitor_id TEXT NOT NULL REFERENCES visitors (visitor_id),
    price INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('valid', 'refunded'))
) STRICT;

CREATE TABLE jurors (
    juror_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    director_id TEXT REFERENCES directors (director_id)
) STRICT;

-- Points of a juror for a film.
CREATE TABLE votes (
    vote_id TEXT PRIMARY KEY,
    juror_id TEXT NOT NULL REFERENCES jurors (juror_id),
    film_id TEXT NOT NULL REFERENCES films (film_id),
    points INTEGER NOT NULL
) STRICT;
