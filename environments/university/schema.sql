-- A university: departments, lecturers, rooms, courses, sections of courses, students and enrolments.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE departments (
    department_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    budget INTEGER NOT NULL
) STRICT;

CREATE TABLE lecturers (
    lecturer_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    department_id TEXT NOT NULL REFERENCES departments (department_id),
    position TEXT NOT NULL CHECK (position IN ('assistant', 'associate', 'full professor')),
    load_limit INTEGER NOT NULL
) STRICT;

CREATE TABLE rooms (
    room_id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('lecture hall', 'seminar', 'laboratory')),
    seats INTEGER NOT NULL
) STRICT;

-- A course may require another one to be passed before.
CREATE TABLE courses (
    course_id TEXT PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    department_id TEXT NOT NULL REFERENCES departments (department_id),
    required_id TEXT REFERENCES courses (course_id),
    credits INTEGER NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('basic', 'major', 'graduate'))
) STRICT;

-- A course as it is taught, every week at one time.
CREATE TABLE sections (
    section_id TEXT PRIMARY KEY,
    course_id TEXT NOT NULL REFERENCES courses (course_id),
    lecturer_id TEXT NOT NULL REFERENCES lecturers (lecturer_id),
    room_id TEXT NOT NULL REFERENCES rooms (room_id),
    weekday TEXT NOT NULL CHECK (weekday IN ('Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday')),
    period INTEGER NOT NULL
) STRICT;

CREATE TABLE students (
    student_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    department_id TEXT NOT NULL REFERENCES departments (department_id),
    degree TEXT NOT NULL CHECK (degree IN ('bachelor', 'master', 'exchange')),
    enrolled TEXT NOT NULL CHECK (enrolled = date(enrolled)),
    dues INTEGER NOT NULL
) STRICT;

CREATE TABLE enrolments (
    enrolment_id TEXT PRIMARY KEY,
    student_id TEXT NOT NULL REFERENCES students (student_id),
    section_id TEXT NOT NULL REFERENCES sections (section_id),
    status TEXT NOT NULL CHECK (status IN ('enrolled', 'passed', 'failed', 'dropped')),
    grade INTEGER
) STRICT;
