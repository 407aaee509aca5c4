-- Calendar and mail of an office: people, rooms, meetings, invitations, folders and messages.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE people (
    person_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    team TEXT NOT NULL CHECK (team IN ('sales', 'design', 'engineering', 'finance')),
    level TEXT NOT NULL CHECK (level IN ('staff', 'lead', 'director')),
    quota INTEGER NOT NULL
) STRICT;

CREATE TABLE rooms (
    room_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    seats INTEGER NOT NULL,
    equipment TEXT NOT NULL CHECK (equipment IN ('none', 'screen', 'video'))
) STRICT;

CREATE TABLE meetings (
    meeting_id TEXT PRIMARY KEY,
    organiser_id TEXT NOT NULL REFERENCES people (person_id),
    room_id TEXT NOT NULL REFERENCES rooms (room_id),
    topic TEXT NOT NULL CHECK (topic IN ('planning', 'review', 'interview', 'training')),
    day TEXT NOT NULL CHECK (day = date(day)),
    slot TEXT NOT NULL CHECK (slot IN ('09:00', '11:00', '13:00', '15:00', '17:00')),
    status TEXT NOT NULL CHECK (status IN ('planned', 'cancelled', 'held'))
) STRICT;

-- Who was asked to which meeting.
CREATE TABLE invitations (
    invitation_id TEXT PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meetings (meeting_id),
    person_id TEXT NOT NULL REFERENCES people (person_id),
    answer TEXT NOT NULL CHECK (answer IN ('open', 'accepted', 'declined'))
) STRICT;

-- A folder may lie in another one of the same owner.
CREATE TABLE folders (
    folder_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (person_id),
    name TEXT NOT NULL UNIQUE,
    parent_id TEXT REFERENCES folders (folder_id)
) STRICT;

CREATE TABLE messages (
    message_id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    sender_id TEXT NOT NULL REFERENCES people (person_id),
    folder_id TEXT NOT NULL REFERENCES folders (folder_id),
    reply_to_id TEXT REFERENCES messages (message_id),
    sent TEXT NOT NULL CHECK (sent = date(sent)),
    size INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('unread', 'read', 'flagged'))
) STRICT;
