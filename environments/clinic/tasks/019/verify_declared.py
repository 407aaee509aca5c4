"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        "SELECT 'DR-0003' AS doctor_id, 'PA-0043' AS patient_id, 'RX-0022' AS drug_id, 140 AS milligrams, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_1.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = calls_1.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = calls_1.drug_id
WHERE ((calls_1.milligrams > 0) AND (calls_1.milligrams <= the_drug.daily_limit))
AND NOT EXISTS (SELECT 1 FROM allergies AS other WHERE ((other.patient_id = the_patient.patient_id) AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND NOT EXISTS (SELECT 1 FROM prescriptions AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'active') AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND ((the_drug.family <> 'opioid') OR (the_doctor.level = 'consultant'))
""",
    ),
    (
        "change_1_1",
        ("prescription_id", "patient_id", "doctor_id", "drug_id", "dose", "issued", "status"),
        """
SELECT printf('PR-%04d', (SELECT coalesce(max(CAST(substr(prescription_id, 4) AS INTEGER)), 0) FROM prescriptions) + row_number() OVER ()) AS prescription_id, the_patient.patient_id AS patient_id, the_doctor.doctor_id AS doctor_id, the_drug.drug_id AS drug_id, accepted_1.milligrams AS dose, '2026-04-13' AS issued, 'active' AS status
FROM accepted_1
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_1.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = accepted_1.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = accepted_1.drug_id
""",
    ),
    ("prescriptions_after_1_1", (), "SELECT * FROM prescriptions UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT 'DR-0003' AS doctor_id, 'PA-0042' AS patient_id, 'RX-0019' AS drug_id, 100 AS milligrams, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_2.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = calls_2.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = calls_2.drug_id
WHERE ((calls_2.milligrams > 0) AND (calls_2.milligrams <= the_drug.daily_limit))
AND NOT EXISTS (SELECT 1 FROM allergies AS other WHERE ((other.patient_id = the_patient.patient_id) AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND NOT EXISTS (SELECT 1 FROM prescriptions_after_1_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'active') AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND ((the_drug.family <> 'opioid') OR (the_doctor.level = 'consultant'))
""",
    ),
    (
        "change_2_1",
        ("prescription_id", "patient_id", "doctor_id", "drug_id", "dose", "issued", "status"),
        """
SELECT printf('PR-%04d', (SELECT coalesce(max(CAST(substr(prescription_id, 4) AS INTEGER)), 0) FROM prescriptions_after_1_1) + row_number() OVER ()) AS prescription_id, the_patient.patient_id AS patient_id, the_doctor.doctor_id AS doctor_id, the_drug.drug_id AS drug_id, accepted_2.milligrams AS dose, '2026-04-13' AS issued, 'active' AS status
FROM accepted_2
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_2.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = accepted_2.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = accepted_2.drug_id
""",
    ),
    ("prescriptions_after_2_1", (), "SELECT * FROM prescriptions_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        "SELECT 'DR-0006' AS doctor_id, 'PA-0005' AS patient_id, 'RX-0020' AS drug_id, 120 AS milligrams, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_3.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = calls_3.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = calls_3.drug_id
WHERE ((calls_3.milligrams > 0) AND (calls_3.milligrams <= the_drug.daily_limit))
AND NOT EXISTS (SELECT 1 FROM allergies AS other WHERE ((other.patient_id = the_patient.patient_id) AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND NOT EXISTS (SELECT 1 FROM prescriptions_after_2_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'active') AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND ((the_drug.family <> 'opioid') OR (the_doctor.level = 'consultant'))
""",
    ),
    (
        "change_3_1",
        ("prescription_id", "patient_id", "doctor_id", "drug_id", "dose", "issued", "status"),
        """
SELECT printf('PR-%04d', (SELECT coalesce(max(CAST(substr(prescription_id, 4) AS INTEGER)), 0) FROM prescriptions_after_2_1) + row_number() OVER ()) AS prescription_id, the_patient.patient_id AS patient_id, the_doctor.doctor_id AS doctor_id, the_drug.drug_id AS drug_id, accepted_3.milligrams AS dose, '2026-04-13' AS issued, 'active' AS status
FROM accepted_3
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_3.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = accepted_3.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = accepted_3.drug_id
""",
    ),
    ("prescriptions_after_3_1", (), "SELECT * FROM prescriptions_after_2_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT 'PA-0041' AS patient_id, 'DR-0006' AS doctor_id, '2026-04-16' AS on_day, '11:30' AS at, NULL AS call_key, NULL AS place
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
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_4.on_day) AND (other.time = calls_4.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_4.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
""",
    ),
    (
        "change_4_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_4.on_day AS day, accepted_4.at AS time, 'booked' AS status
FROM accepted_4
JOIN patients AS the_patient ON the_patient.patient_id = accepted_4.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_4.doctor_id
""",
    ),
    ("appointments_after_4_1", (), "SELECT * FROM appointments UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {
    "appointments": "SELECT * FROM appointments_after_4_1",
    "prescriptions": "SELECT * FROM prescriptions_after_3_1",
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
        "appointments_as_declared": same["appointments"],
        "prescriptions_as_declared": same["prescriptions"],
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
