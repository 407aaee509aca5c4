-- A city library with several branches: books and their copies, members, loans and holds.
-- Dates are ISO texts; money is whole EUR.

-- Where copies stand.
CREATE TABLE branches (
    branch_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    opened INTEGER NOT NULL
) STRICT;

-- Titles; what is lent are their copies.
CREATE TABLE books (
    book_id TEXT PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    genre TEXT NOT NULL CHECK (genre IN ('novel', 'crime', 'science', 'history', 'travel', 'children')),
    year INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    price INTEGER NOT NULL
) STRICT;

-- Copies of books.
CREATE TABLE copies (
    copy_id TEXT PRIMARY KEY,
    book_id TEXT NOT NULL REFERENCES books (book_id),
    branch_id TEXT NOT NULL REFERENCES branches (branch_id),
    status TEXT NOT NULL CHECK (status IN ('available', 'lent', 'repair')),
    wear INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
    member_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    tier TEXT NOT NULL CHECK (tier IN ('standard', 'student', 'patron')),
    joined TEXT NOT NULL CHECK (joined = date(joined)),
    fees INTEGER NOT NULL
) STRICT;

CREATE TABLE loans (
    loan_id TEXT PRIMARY KEY,
    copy_id TEXT NOT NULL REFERENCES copies (copy_id),
    member_id TEXT NOT NULL REFERENCES members (member_id),
    lent TEXT NOT NULL CHECK (lent = date(lent)),
    due TEXT NOT NULL CHECK (due = date(due)),
    returned TEXT CHECK (returned = date(returned)),
    renewals INTEGER NOT NULL
) STRICT;

CREATE TABLE holds (
    hold_id TEXT PRIMARY KEY,
    book_id TEXT NOT NULL REFERENCES books (book_id),
    member_id TEXT NOT NULL REFERENCES members (member_id),
    placed TEXT NOT NULL CHECK (placed = date(placed)),
    status TEXT NOT NULL CHECK (status IN ('waiting', 'cancelled'))
) STRICT;
