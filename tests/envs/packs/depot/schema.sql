-- Rooms of the depot; floor 0 is the ground.
CREATE TABLE rooms (
    room_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    floor INTEGER NOT NULL
) STRICT;

-- Crates; weight in kilograms, worth in EUR.
CREATE TABLE crates (
    crate_id TEXT PRIMARY KEY,
    label TEXT NOT NULL UNIQUE,
    room_id TEXT NOT NULL REFERENCES rooms (room_id),
    weight REAL NOT NULL,
    worth INTEGER NOT NULL,
    fragile INTEGER NOT NULL CHECK (fragile IN (0, 1))
) STRICT;

CREATE TABLE orders (
    order_id TEXT PRIMARY KEY,
    crate_id TEXT NOT NULL REFERENCES crates (crate_id),
    customer TEXT NOT NULL,
    placed TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'shipped', 'cancelled'))
) STRICT;
