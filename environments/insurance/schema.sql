-- A motor insurer: holders, vehicles, policies, claims, garages, assessors, their reports and payments.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE holders (
    holder_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    city TEXT NOT NULL,
    clean_years INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('good', 'in arrears'))
) STRICT;

CREATE TABLE vehicles (
    vehicle_id TEXT PRIMARY KEY,
    plate TEXT NOT NULL UNIQUE,
    holder_id TEXT NOT NULL REFERENCES holders (holder_id),
    kind TEXT NOT NULL CHECK (kind IN ('car', 'van', 'motorcycle')),
    built INTEGER NOT NULL,
    worth INTEGER NOT NULL
) STRICT;

CREATE TABLE policies (
    policy_id TEXT PRIMARY KEY,
    vehicle_id TEXT NOT NULL REFERENCES vehicles (vehicle_id),
    cover TEXT NOT NULL CHECK (cover IN ('liability', 'partial', 'full')),
    premium INTEGER NOT NULL,
    excess INTEGER NOT NULL,
    starts TEXT NOT NULL CHECK (starts = date(starts)),
    ends TEXT NOT NULL CHECK (ends = date(ends)),
    status TEXT NOT NULL CHECK (status IN ('running', 'cancelled', 'ended'))
) STRICT;

CREATE TABLE garages (
    garage_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    bays INTEGER NOT NULL,
    partner TEXT NOT NULL CHECK (partner IN ('partner', 'independent'))
) STRICT;

CREATE TABLE claims (
    claim_id TEXT PRIMARY KEY,
    policy_id TEXT NOT NULL REFERENCES policies (policy_id),
    garage_id TEXT REFERENCES garages (garage_id),
    cause TEXT NOT NULL CHECK (cause IN ('collision', 'theft', 'hail', 'glass')),
    happened TEXT NOT NULL CHECK (happened = date(happened)),
    amount INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'rejected'))
) STRICT;

CREATE TABLE assessors (
    assessor_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    authority INTEGER NOT NULL
) STRICT;

-- What an assessor found a claim to be worth; one for each claim at most.
CREATE TABLE reports (
    report_id TEXT PRIMARY KEY,
    claim_id TEXT NOT NULL REFERENCES claims (claim_id),
    assessor_id TEXT NOT NULL REFERENCES assessors (assessor_id),
    estimate INTEGER NOT NULL,
    written TEXT NOT NULL CHECK (written = date(written))
) STRICT;

CREATE TABLE payments (
    payment_id TEXT PRIMARY KEY,
    claim_id TEXT NOT NULL REFERENCES claims (claim_id),
    amount INTEGER NOT NULL,
    paid TEXT NOT NULL CHECK (paid = date(paid))
) STRICT;
