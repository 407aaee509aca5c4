"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("book_appointment_1", "book_appointment_2")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        "SELECT 'PA-0048' AS patient_id, 'DR-0014' AS doctor_id, '2026-04-28' AS on_day, '11:30' AS at, NULL AS call_key, NULL AS place",
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
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
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
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT 'PA-0048' AS patient_id, 'DR-0021' AS doctor_id, '2026-04-16' AS on_day, '11:30' AS at, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN patients AS the_patient ON the_patient.patient_id = calls_2.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_2.doctor_id
WHERE ((calls_2.on_day > '2026-04-13') AND (calls_2.on_day <= date('2026-04-13', (+(14)) || ' days')))
AND NOT EXISTS (SELECT 1 FROM appointments_after_1_1 AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_2.on_day) AND (other.time = calls_2.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments_after_1_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_2.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments_after_1_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments_after_1_1) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_2.on_day AS day, accepted_2.at AS time, 'booked' AS status
FROM accepted_2
JOIN patients AS the_patient ON the_patient.patient_id = accepted_2.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_2.doctor_id
""",
    ),
    ("appointments_after_2_1", (), "SELECT * FROM appointments_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        "SELECT 'PA-0048' AS patient_id, 'DR-0008' AS doctor_id, '2026-04-26' AS on_day, '11:30' AS at, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN patients AS the_patient ON the_patient.patient_id = calls_3.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_3.doctor_id
WHERE ((calls_3.on_day > '2026-04-13') AND (calls_3.on_day <= date('2026-04-13', (+(14)) || ' days')))
AND NOT EXISTS (SELECT 1 FROM appointments_after_2_1 AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_3.on_day) AND (other.time = calls_3.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments_after_2_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_3.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments_after_2_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments_after_2_1) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_3.on_day AS day, accepted_3.at AS time, 'booked' AS status
FROM accepted_3
JOIN patients AS the_patient ON the_patient.patient_id = accepted_3.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_3.doctor_id
""",
    ),
    ("appointments_after_3_1", (), "SELECT * FROM appointments_after_2_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT 'PA-0043' AS patient_id, 'DR-0008' AS doctor_id, '2026-04-18' AS on_day, '14:00' AS at, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN patients AS the_patient ON the_patient.patient_id = calls_4.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_4.doctor_id
WHERE ((calls_4.on_day > '2026-04-13') AND (calls_4.on_day <= date('2026-04-13', (+(14)) || ' days')))
AND NOT EXISTS (SELECT 1 FROM appointments_after_3_1 AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_4.on_day) AND (other.time = calls_4.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments_after_3_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_4.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments_after_3_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments_after_3_1) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_4.on_day AS day, accepted_4.at AS time, 'booked' AS status
FROM accepted_4
JOIN patients AS the_patient ON the_patient.patient_id = accepted_4.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_4.doctor_id
""",
    ),
    ("appointments_after_4_1", (), "SELECT * FROM appointments_after_3_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {"appointments": "SELECT * FROM appointments_after_4_1"}
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
    asked = asked_for(before, after)
    return {name: place in asked for place, name in enumerate(CRITERIA, 1)}


def asked_for(before, after):
    """Numbers of the steps that would leave what is there, if they alone had been asked for; () if none would."""
    return next((some for some in SUBSETS if all(same_tables(before, after, some).values())), ())


def same_tables(before, after, some):
    """Which tables hold what they should."""
    steps = after_steps(before, some)
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


def after_steps(before, some):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = [f"asked (step) AS (VALUES ({'), ('.join(map(str, some))}))"]
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
