-- Human resources: units, pay grades, employees, leave requests, vacancies, candidates and applications.
-- Dates are ISO texts; money is whole EUR.

-- A tree: all but the topmost belong to another unit.
CREATE TABLE units (
    unit_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    parent_id TEXT REFERENCES units (unit_id),
    posts INTEGER NOT NULL
) STRICT;

CREATE TABLE grades (
    grade_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    lowest INTEGER NOT NULL,
    highest INTEGER NOT NULL
) STRICT;

CREATE TABLE employees (
    employee_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    unit_id TEXT NOT NULL REFERENCES units (unit_id),
    grade_id TEXT NOT NULL REFERENCES grades (grade_id),
    manager_id TEXT REFERENCES employees (employee_id),
    contract TEXT NOT NULL CHECK (contract IN ('permanent', 'fixed-term', 'trainee')),
    salary INTEGER NOT NULL,
    hired TEXT NOT NULL CHECK (hired = date(hired)),
    leave_left INTEGER NOT NULL
) STRICT;

CREATE TABLE leave_requests (
    leave_id TEXT PRIMARY KEY,
    employee_id TEXT NOT NULL REFERENCES employees (employee_id),
    kind TEXT NOT NULL CHECK (kind IN ('annual', 'parental', 'training')),
    first_day TEXT NOT NULL CHECK (first_day = date(first_day)),
    length INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'rejected'))
) STRICT;

CREATE TABLE vacancies (
    vacancy_id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL REFERENCES units (unit_id),
    grade_id TEXT NOT NULL REFERENCES grades (grade_id),
    published TEXT NOT NULL CHECK (published = date(published)),
    experience INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'filled', 'withdrawn'))
) STRICT;

CREATE TABLE candidates (
    candidate_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    city TEXT NOT NULL,
    years INTEGER NOT NULL
) STRICT;

CREATE TABLE applications (
    application_id TEXT PRIMARY KEY,
    vacancy_id TEXT NOT NULL REFERENCES vacancies (vacancy_id),
    candidate_id TEXT NOT NULL REFERENCES candidates (candidate_id),
    rating INTEGER NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN ('new', 'interview', 'offer', 'rejected'))
) STRICT;
