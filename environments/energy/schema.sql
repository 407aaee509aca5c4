-- A power grid: zones, substations, power lines, plants, consumers, outages, crews and repair jobs.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE zones (
    zone_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    reserve INTEGER NOT NULL
) STRICT;

CREATE TABLE substations (
    substation_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    zone_id TEXT NOT NULL REFERENCES zones (zone_id),
    voltage TEXT NOT NULL CHECK (voltage IN ('110 kV', '220 kV', '380 kV')),
    capacity INTEGER NOT NULL
) STRICT;

-- From one substation to another.
CREATE TABLE power_lines (
    line_id TEXT PRIMARY KEY,
    from_substation_id TEXT NOT NULL REFERENCES substations (substation_id),
    to_substation_id TEXT NOT NULL REFERENCES substations (substation_id),
    length INTEGER NOT NULL,
    rating INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('in service', 'off'))
) STRICT;

CREATE TABLE plants (
    plant_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    substation_id TEXT NOT NULL REFERENCES substations (substation_id),
    fuel TEXT NOT NULL CHECK (fuel IN ('hydro', 'wind', 'gas', 'solar')),
    capacity INTEGER NOT NULL,
    output INTEGER NOT NULL,
    cost INTEGER NOT NULL
) STRICT;

CREATE TABLE consumers (
    consumer_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    substation_id TEXT NOT NULL REFERENCES substations (substation_id),
    kind TEXT NOT NULL CHECK (kind IN ('industry', 'hospital', 'offices', 'housing')),
    demand INTEGER NOT NULL,
    supply TEXT NOT NULL CHECK (supply IN ('normal', 'reduced'))
) STRICT;

CREATE TABLE crews (
    crew_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    zone_id TEXT NOT NULL REFERENCES zones (zone_id),
    skill TEXT NOT NULL CHECK (skill IN ('overhead', 'cable', 'high voltage')),
    size INTEGER NOT NULL
) STRICT;

CREATE TABLE outages (
    outage_id TEXT PRIMARY KEY,
    line_id TEXT NOT NULL REFERENCES power_lines (line_id),
    cause TEXT NOT NULL CHECK (cause IN ('storm', 'digging', 'ageing')),
    began TEXT NOT NULL CHECK (began = date(began)),
    ended TEXT CHECK (ended = date(ended))
) STRICT;

CREATE TABLE jobs (
    job_id TEXT PRIMARY KEY,
    outage_id TEXT NOT NULL REFERENCES outages (outage_id),
    crew_id TEXT NOT NULL REFERENCES crews (crew_id),
    hours INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('under way', 'done'))
) STRICT;
