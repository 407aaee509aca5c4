-- Things that can be borrowed.
CREATE TABLE things (
    thing_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    deposit INTEGER NOT NULL CHECK (deposit >= 0),
    broken INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Who has what.
CREATE TABLE loans (
    loan_id TEXT PRIMARY KEY,
    thing_id TEXT NOT NULL REFERENCES things (thing_id),
    neighbour TEXT NOT NULL,
    since TEXT NOT NULL,
    returned TEXT
) STRICT;
