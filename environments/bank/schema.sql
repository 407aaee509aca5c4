-- A bank: customers, accounts, transfers between accounts, cards and loans.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE customers (
    customer_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    city TEXT NOT NULL,
    segment TEXT NOT NULL CHECK (segment IN ('retail', 'business', 'private banking')),
    score INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
    account_id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL REFERENCES customers (customer_id),
    kind TEXT NOT NULL CHECK (kind IN ('current', 'savings')),
    status TEXT NOT NULL CHECK (status IN ('open', 'frozen', 'closed')),
    balance INTEGER NOT NULL,
    overdraft INTEGER NOT NULL
) STRICT;

-- Money moved from one account to another.
CREATE TABLE transfers (
    transfer_id TEXT PRIMARY KEY,
    from_account_id TEXT NOT NULL REFERENCES accounts (account_id),
    to_account_id TEXT NOT NULL REFERENCES accounts (account_id),
    amount INTEGER NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('rent', 'salary', 'purchase', 'savings')),
    day TEXT NOT NULL CHECK (day = date(day)),
    status TEXT NOT NULL CHECK (status IN ('done', 'reversed'))
) STRICT;

CREATE TABLE cards (
    card_id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (account_id),
    kind TEXT NOT NULL CHECK (kind IN ('debit', 'credit')),
    status TEXT NOT NULL CHECK (status IN ('active', 'blocked', 'expired')),
    monthly_limit INTEGER NOT NULL
) STRICT;

CREATE TABLE loans (
    loan_id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (customer_id),
    principal INTEGER NOT NULL,
    outstanding INTEGER NOT NULL,
    rate REAL NOT NULL CHECK (round(rate, 1) = rate),
    started TEXT NOT NULL CHECK (started = date(started)),
    status TEXT NOT NULL CHECK (status IN ('running', 'repaid'))
) STRICT;
