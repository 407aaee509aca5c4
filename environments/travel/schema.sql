-- A travel agency: cities with hotels and sights, trains between cities, travellers, stays and rides.
-- Dates are ISO texts; money is whole EUR.

-- Where there is something to see.
CREATE TABLE cities (
    city_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL CHECK (region IN ('north', 'south', 'east', 'west')),
    tax INTEGER NOT NULL
) STRICT;

CREATE TABLE hotels (
    hotel_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    city_id TEXT NOT NULL REFERENCES cities (city_id),
    stars INTEGER NOT NULL,
    breakfast TEXT NOT NULL CHECK (breakfast IN ('included', 'extra', 'none')),
    price INTEGER NOT NULL,
    free_rooms INTEGER NOT NULL
) STRICT;

CREATE TABLE sights (
    sight_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    city_id TEXT NOT NULL REFERENCES cities (city_id),
    kind TEXT NOT NULL CHECK (kind IN ('history', 'art', 'nature', 'family')),
    ticket INTEGER NOT NULL,
    visit INTEGER NOT NULL
) STRICT;

-- Connections that run every day.
CREATE TABLE trains (
    train_id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    from_city_id TEXT NOT NULL REFERENCES cities (city_id),
    to_city_id TEXT NOT NULL REFERENCES cities (city_id),
    speed TEXT NOT NULL CHECK (speed IN ('express', 'regional', 'night')),
    minutes INTEGER NOT NULL,
    fare INTEGER NOT NULL,
    free_seats INTEGER NOT NULL
) STRICT;

CREATE TABLE travellers (
    traveller_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    city_id TEXT NOT NULL REFERENCES cities (city_id),
    card TEXT NOT NULL CHECK (card IN ('basic', 'silver', 'gold')),
    budget INTEGER NOT NULL
) STRICT;

CREATE TABLE stays (
    stay_id TEXT PRIMARY KEY,
    hotel_id TEXT NOT NULL REFERENCES hotels (hotel_id),
    traveller_id TEXT NOT NULL REFERENCES travellers (traveller_id),
    arrival TEXT NOT NULL CHECK (arrival = date(arrival)),
    nights INTEGER NOT NULL,
    total INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('booked', 'completed', 'cancelled'))
) STRICT;

CREATE TABLE rides (
    ride_id TEXT PRIMARY KEY,
    train_id TEXT NOT NULL REFERENCES trains (train_id),
    traveller_id TEXT NOT NULL REFERENCES travellers (traveller_id),
    day TEXT NOT NULL CHECK (day = date(day)),
    fare INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('booked', 'completed', 'cancelled'))
) STRICT;
