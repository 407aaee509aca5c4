"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("cancel_appointment", "prescribe")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("appointment_id", "call_key", "place"),
        "SELECT 'AP-0162' AS appointment_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("appointment_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN appointments AS the_appointment ON the_appointment.appointment_id = calls_1.appointment_id
WHERE (the_appointment.status = 'booked')
AND (the_appointment.day > '2026-04-13')
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_appointment.appointment_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN appointments AS the_appointment ON the_appointment.appointment_id = accepted_1.appointment_id
""",
    ),
    (
        "appointments_after_1_1",
        (),
        """
SELECT old.appointment_id, old.doctor_id, old.patient_id, old.day, old.time, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM appointments AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.appointment_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "balance"),
        """
SELECT the_appointment.patient_id AS row_key, iif((the_appointment.day <= date('2026-04-13', (+(2)) || ' days')), ((SELECT balance FROM patients WHERE patient_id = the_appointment.patient_id) + 20), (SELECT balance FROM patients WHERE patient_id = the_appointment.patient_id)) AS balance
FROM accepted_1
JOIN appointments AS the_appointment ON the_appointment.appointment_id = accepted_1.appointment_id
""",
    ),
    (
        "patients_after_1_2",
        (),
        """
SELECT old.patient_id, old.name, old.born, old.insurance, iif(new.row_key IS NULL, old.balance, new.balance) AS balance
FROM patients AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.patient_id
""",
    ),
    (
        "calls_2",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT t1.patient_id AS patient_id, 'DR-0019' AS doctor_id, (SELECT drug_id FROM prescriptions WHERE prescription_id = 'PR-0043') AS drug_id, 280 AS milligrams, t1.patient_id AS call_key, NULL AS place
FROM patients_after_1_2 AS t1
WHERE t1.balance <= 8
AND t1.insurance = 'public'
""",
    ),
    (
        "accepted_2",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_2.doctor_id
JOIN patients_after_1_2 AS the_patient ON the_patient.patient_id = calls_2.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = calls_2.drug_id
WHERE ((calls_2.milligrams > 0) AND (calls_2.milligrams <= the_drug.daily_limit))
AND NOT EXISTS (SELECT 1 FROM allergies AS other WHERE ((other.patient_id = the_patient.patient_id) AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND NOT EXISTS (SELECT 1 FROM prescriptions AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'active') AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND ((the_drug.family <> 'opioid') OR (the_doctor.level = 'consultant'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_2_1",
        ("prescription_id", "patient_id", "doctor_id", "drug_id", "dose", "issued", "status"),
        """
SELECT printf('PR-%04d', (SELECT coalesce(max(CAST(substr(prescription_id, 4) AS INTEGER)), 0) FROM prescriptions) + row_number() OVER ()) AS prescription_id, the_patient.patient_id AS patient_id, the_doctor.doctor_id AS doctor_id, the_drug.drug_id AS drug_id, accepted_2.milligrams AS dose, '2026-04-13' AS issued, 'active' AS status
FROM accepted_2
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_2.doctor_id
JOIN patients_after_1_2 AS the_patient ON the_patient.patient_id = accepted_2.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = accepted_2.drug_id
""",
    ),
    ("prescriptions_after_2_1", (), "SELECT * FROM prescriptions UNION ALL SELECT * FROM change_2_1"),
]
AFTERWARDS = {
    "appointments": "SELECT * FROM appointments_after_1_1",
    "patients": "SELECT * FROM patients_after_1_2",
    "prescriptions": "SELECT * FROM prescriptions_after_2_1",
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
