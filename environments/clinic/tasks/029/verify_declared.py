"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("prescription_id", "call_key", "place"),
        """
SELECT t1.prescription_id AS prescription_id, t1.prescription_id AS call_key, t1.dose AS place
FROM prescriptions AS t1
WHERE t1.doctor_id = (SELECT doctor_id FROM doctors WHERE name = 'Esther Moser')
""",
    ),
    (
        "accepted_1",
        ("prescription_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN prescriptions AS the_prescription ON the_prescription.prescription_id = calls_1.prescription_id
WHERE (the_prescription.status = 'active')
ORDER BY place DESC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_prescription.prescription_id AS row_key, 'stopped' AS status
FROM accepted_1
JOIN prescriptions AS the_prescription ON the_prescription.prescription_id = accepted_1.prescription_id
""",
    ),
    (
        "prescriptions_after_1_1",
        (),
        """
SELECT old.prescription_id, old.patient_id, old.doctor_id, old.drug_id, old.dose, old.issued, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM prescriptions AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.prescription_id
""",
    ),
    (
        "calls_2",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT t2.patient_id AS patient_id, 'DR-0009' AS doctor_id, '2026-04-16' AS on_day, '15:30' AS at, t2.patient_id AS call_key, t2.born AS place
FROM patients AS t2
WHERE t2.born >= '1998-09-16'
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
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_2.on_day) AND (other.time = calls_2.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_2.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
ORDER BY place ASC LIMIT 1
""",
    ),
    (
        "change_2_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_2.on_day AS day, accepted_2.at AS time, 'booked' AS status
FROM accepted_2
JOIN patients AS the_patient ON the_patient.patient_id = accepted_2.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_2.doctor_id
""",
    ),
    ("appointments_after_2_1", (), "SELECT * FROM appointments UNION ALL SELECT * FROM change_2_1"),
]
WANTED = """
SELECT call_key FROM accepted_2
"""
AFTERWARDS = {
    "appointments": "SELECT * FROM appointments_after_2_1",
    "prescriptions": "SELECT * FROM prescriptions_after_1_1",
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
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "appointments_as_declared": same["appointments"],
        "prescriptions_as_declared": same["prescriptions"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


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
