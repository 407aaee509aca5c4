-- A clinic: departments with doctors and wards, patients, appointments, drugs, prescriptions, admissions.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE departments (
    department_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    floor INTEGER NOT NULL
) STRICT;

CREATE TABLE doctors (
    doctor_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    department_id TEXT NOT NULL REFERENCES departments (department_id),
    level TEXT NOT NULL CHECK (level IN ('resident', 'specialist', 'consultant')),
    fee INTEGER NOT NULL
) STRICT;

CREATE TABLE wards (
    ward_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    department_id TEXT NOT NULL REFERENCES departments (department_id),
    beds INTEGER NOT NULL
) STRICT;

CREATE TABLE patients (
    patient_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    born TEXT NOT NULL CHECK (born = date(born)),
    insurance TEXT NOT NULL CHECK (insurance IN ('public', 'private', 'none')),
    balance INTEGER NOT NULL
) STRICT;

CREATE TABLE drugs (
    drug_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    family TEXT NOT NULL CHECK (family IN ('penicillin', 'statin', 'opioid', 'antacid', 'sedative', 'diuretic')),
    daily_limit INTEGER NOT NULL,
    price INTEGER NOT NULL
) STRICT;

-- Which drug a patient does not bear; its whole family is then avoided.
CREATE TABLE allergies (
    allergy_id TEXT PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (patient_id),
    drug_id TEXT NOT NULL REFERENCES drugs (drug_id),
    severity TEXT NOT NULL CHECK (severity IN ('mild', 'severe'))
) STRICT;

CREATE TABLE appointments (
    appointment_id TEXT PRIMARY KEY,
    doctor_id TEXT NOT NULL REFERENCES doctors (doctor_id),
    patient_id TEXT NOT NULL REFERENCES patients (patient_id),
    day TEXT NOT NULL CHECK (day = date(day)),
    time TEXT NOT NULL CHECK (time IN ('08:30', '10:00', '11:30', '14:00', '15:30')),
    status TEXT NOT NULL CHECK (status IN ('booked', 'done', 'missed', 'cancelled'))
) STRICT;

CREATE TABLE prescriptions (
    prescription_id TEXT PRIMARY KEY,
    patient_id TEXT NOT NULL REFERENCES patients (patient_id),
    doctor_id TEXT NOT NULL REFERENCES doctors (doctor_id),
    drug_id TEXT NOT NULL REFERENCES drugs (drug_id),
    dose INTEGER NOT NULL,
    issued TEXT NOT NULL CHECK (issued = date(issued)),
    status TEXT NOT NULL CHECK (status IN ('active', 'stopped'))
) STRICT;

CREATE TABLE admissions (
    admission_id TEXT PRIMARY KEY,
    ward_id TEXT NOT NULL REFERENCES wards (ward_id),
    patient_id TEXT NOT NULL REFERENCES patients (patient_id),
    admitted TEXT NOT NULL CHECK (admitted = date(admitted)),
    discharged TEXT CHECK (discharged = date(discharged))
) STRICT;
