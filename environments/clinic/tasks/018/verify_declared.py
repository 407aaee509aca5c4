"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        "SELECT 'PA-0009' AS patient_id, 'DR-0020' AS doctor_id, '2026-04-22' AS on_day, '15:30' AS at, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN patients AS the_patient ON the_patient.patient_id = calls_1.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_1.doctor_id
WHERE ((calls_1.on_day > '2026-04-13') AND (calls_1.on_day <= date('2026-04-13', (+(14)) || ' days')))
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_1.on_day) AND (other.time = calls_1.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_1.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
""",
    ),
    (
        "change_1_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_1.on_day AS day, accepted_1.at AS time, 'booked' AS status
FROM accepted_1
JOIN patients AS the_patient ON the_patient.patient_id = accepted_1.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_1.doctor_id
""",
    ),
    ("appointments_after_1_1", (), "SELECT * FROM appointments UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("patient_id", "ward_id", "call_key", "place"),
        """
SELECT 'PA-0009' AS patient_id, 'WA-0001' AS ward_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("patient_id", "ward_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN patients AS the_patient ON the_patient.patient_id = calls_2.patient_id
JOIN wards AS the_ward ON the_ward.ward_id = calls_2.ward_id
WHERE NOT EXISTS (SELECT 1 FROM admissions AS other WHERE ((other.patient_id = the_patient.patient_id) AND coalesce((other.discharged IS NULL), 0)))
AND ((SELECT count(*) FROM admissions AS other WHERE ((other.ward_id = the_ward.ward_id) AND coalesce((other.discharged IS NULL), 0))) < the_ward.beds)
""",
    ),
    (
        "change_2_1",
        ("admission_id", "ward_id", "patient_id", "admitted", "discharged"),
        """
SELECT printf('AD-%04d', (SELECT coalesce(max(CAST(substr(admission_id, 4) AS INTEGER)), 0) FROM admissions) + row_number() OVER ()) AS admission_id, the_ward.ward_id AS ward_id, the_patient.patient_id AS patient_id, '2026-04-13' AS admitted, NULL AS discharged
FROM accepted_2
JOIN patients AS the_patient ON the_patient.patient_id = accepted_2.patient_id
JOIN wards AS the_ward ON the_ward.ward_id = accepted_2.ward_id
""",
    ),
    ("admissions_after_2_1", (), "SELECT * FROM admissions UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("appointment_id", "call_key", "place"),
        "SELECT 'AP-0096' AS appointment_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("appointment_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN appointments_after_1_1 AS the_appointment ON the_appointment.appointment_id = calls_3.appointment_id
WHERE (the_appointment.status = 'booked')
AND (the_appointment.day > '2026-04-13')
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_appointment.appointment_id AS row_key, 'cancelled' AS status
FROM accepted_3
JOIN appointments_after_1_1 AS the_appointment ON the_appointment.appointment_id = accepted_3.appointment_id
""",
    ),
    (
        "appointments_after_3_1",
        (),
        """
SELECT old.appointment_id, old.doctor_id, old.patient_id, old.day, old.time, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM appointments_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.appointment_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "balance"),
        """
SELECT the_appointment.patient_id AS row_key, iif((the_appointment.day <= date('2026-04-13', (+(2)) || ' days')), ((SELECT balance FROM patients WHERE patient_id = the_appointment.patient_id) + 20), (SELECT balance FROM patients WHERE patient_id = the_appointment.patient_id)) AS balance
FROM accepted_3
JOIN appointments_after_1_1 AS the_appointment ON the_appointment.appointment_id = accepted_3.appointment_id
""",
    ),
    (
        "patients_after_3_2",
        (),
        """
SELECT old.patient_id, old.name, old.born, old.insurance, iif(new.row_key IS NULL, old.balance, new.balance) AS balance
FROM patients AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.patient_id
""",
    ),
    (
        "calls_4",
        ("admission_id", "call_key", "place"),
        "SELECT 'AD-0004' AS admission_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("admission_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN admissions_after_2_1 AS the_admission ON the_admission.admission_id = calls_4.admission_id
WHERE (the_admission.discharged IS NULL)
AND (the_admission.admitted < '2026-04-13')
""",
    ),
    (
        "change_4_1",
        ("row_key", "discharged"),
        """
SELECT the_admission.admission_id AS row_key, '2026-04-13' AS discharged
FROM accepted_4
JOIN admissions_after_2_1 AS the_admission ON the_admission.admission_id = accepted_4.admission_id
""",
    ),
    (
        "admissions_after_4_1",
        (),
        """
SELECT old.admission_id, old.ward_id, old.patient_id, old.admitted, iif(new.row_key IS NULL, old.discharged, new.discharged) AS discharged
FROM admissions_after_2_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.admission_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "balance"),
        """
SELECT the_admission.patient_id AS row_key, ((SELECT balance FROM patients_after_3_2 WHERE patient_id = the_admission.patient_id) + (15 * CAST(julianday('2026-04-13') - julianday(the_admission.admitted) AS INTEGER))) AS balance
FROM accepted_4
JOIN admissions_after_2_1 AS the_admission ON the_admission.admission_id = accepted_4.admission_id
""",
    ),
    (
        "patients_after_4_2",
        (),
        """
SELECT old.patient_id, old.name, old.born, old.insurance, iif(new.row_key IS NULL, old.balance, new.balance) AS balance
FROM patients_after_3_2 AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.patient_id
""",
    ),
]
AFTERWARDS = {
    "admissions": "SELECT * FROM admissions_after_4_1",
    "appointments": "SELECT * FROM appointments_after_3_1",
    "patients": "SELECT * FROM patients_after_4_2",
}
KEYS = {
    "departments": "department_id",
    "doctors": "doctor_id",
    "wards": "ward_id",
    "patients": "patient_id",
    "drugs": "drug_id",
    "allergies": "allergy_id",
    "appointments": "appointment_id",
    "prescriptions": "prescription_id",
    "admissions": "admission_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "admissions_as_declared": same["admissions"],
        "appointments_as_declared": same["appointments"],
        "patients_as_declared": same["patients"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def same_tables(before, after):
    """Which tables hold what they should."""
    steps = after_steps(before)
    old = {table: before.all(f"SELECT * FROM {table}") for table in KEYS}
    found = {table: after.all(f"SELECT * FROM {table}") for table in KEYS}
    expected = old | {table: before.all(steps + query) for table, query in AFTERWARDS.items()}
    return {table: alike(table, old, expected, found) for table in KEYS}


def alike(table, old, expected, found):
    """Whether a table holds what it should. Ids of new rows are nobody's choice: any will do, everywhere."""
    if expected[table] == found[table]:
        return True
    return odd_rows(table, old, expected, found) == odd_rows(table, old, found, expected)


def odd_rows(table, old, here, there):
    """A table's rows that the other side has not got alike, as text; the id of a new row is "new"."""
    others = {row[KEYS[table]]: row for row in there[table]}
    odd = [row for row in here[table] if others.get(row[KEYS[table]]) != row]
    new = {row[key] for one, key in KEYS.items() if here[one] != old[one] for row in here[one]}
    new -= {row[key] for one, key in KEYS.items() for row in old[one]}
    return sorted(repr([(name, "new" if value in new else value) for name, value in row.items()]) for row in odd)


def after_steps(before):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = []
    for name, columns, query in STEPS:
        if columns:
            so_far = f"WITH {', '.join(known)} " if known else ""
            rows = [", ".join(quoted(row[one]) for one in columns) for row in before.all(so_far + query)]
            nothing = f"SELECT {', '.join('NULL' for _ in columns)} WHERE 0"
            query = f"VALUES ({'), ('.join(rows)})" if rows else nothing
            name = f"{name} ({', '.join(columns)})"
        known.append(f"{name} AS ({query})")
    return f"WITH {', '.join(known)} "


def quoted(value):
    """A value in SQL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)
