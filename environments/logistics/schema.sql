-- A haulier: depots, lanes between them, trucks, drivers, trips and parcels.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE depots (
    depot_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    docks INTEGER NOT NULL
) STRICT;

-- A road from one depot to another, in one direction.
CREATE TABLE lanes (
    lane_id TEXT PRIMARY KEY,
    from_depot_id TEXT NOT NULL REFERENCES depots (depot_id),
    to_depot_id TEXT NOT NULL REFERENCES depots (depot_id),
    length INTEGER NOT NULL,
    hours INTEGER NOT NULL,
    toll INTEGER NOT NULL
) STRICT;

CREATE TABLE trucks (
    truck_id TEXT PRIMARY KEY,
    plate TEXT NOT NULL UNIQUE,
    depot_id TEXT NOT NULL REFERENCES depots (depot_id),
    capacity INTEGER NOT NULL,
    fuel TEXT NOT NULL CHECK (fuel IN ('diesel', 'electric', 'gas')),
    status TEXT NOT NULL CHECK (status IN ('ready', 'workshop'))
) STRICT;

CREATE TABLE drivers (
    driver_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    depot_id TEXT NOT NULL REFERENCES depots (depot_id),
    licence TEXT NOT NULL CHECK (licence IN ('light', 'heavy')),
    hours_left INTEGER NOT NULL
) STRICT;

CREATE TABLE trips (
    trip_id TEXT PRIMARY KEY,
    lane_id TEXT NOT NULL REFERENCES lanes (lane_id),
    truck_id TEXT NOT NULL REFERENCES trucks (truck_id),
    driver_id TEXT NOT NULL REFERENCES drivers (driver_id),
    day TEXT NOT NULL CHECK (day = date(day)),
    status TEXT NOT NULL CHECK (status IN ('planned', 'cancelled', 'arrived'))
) STRICT;

CREATE TABLE parcels (
    parcel_id TEXT PRIMARY KEY,
    depot_id TEXT NOT NULL REFERENCES depots (depot_id),
    destination_id TEXT NOT NULL REFERENCES depots (depot_id),
    trip_id TEXT REFERENCES trips (trip_id),
    weight INTEGER NOT NULL,
    priority TEXT NOT NULL CHECK (priority IN ('standard', 'urgent', 'fragile')),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'loaded', 'delivered'))
) STRICT;
