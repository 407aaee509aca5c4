"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("appointment_id", "call_key", "place"),
        """
SELECT 'AP-0165' AS appointment_id, NULL AS call_key, NULL AS place
WHERE (SELECT count(*) FROM doctors AS t1 WHERE t1.level = 'consultant') > 6
""",
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
SELECT (SELECT doctor_id FROM prescriptions WHERE prescription_id = 'PR-0080') AS doctor_id, 'PA-0034' AS patient_id, 'RX-0004' AS drug_id, 180 AS milligrams, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT count(*) FROM doctors AS t1 WHERE t1.level = 'consultant') > 6)
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
    steps = after_steps(before)
    old, expected, found = {}, {}, {}
    for table in KEYS:
        plain = f"SELECT * FROM {table}"
        old[table] = before.all(plain)
        expected[table] = before.all(steps + AFTERWARDS[table]) if table in AFTERWARDS else old[table]
        found[table] = after.all(plain)
    before_keys = {row[key] for table, key in KEYS.items() for row in old[table]}
    same = {}
    for table, key in KEYS.items():
        same[table] = expected[table] == found[table]  # then keys of new rows need no second look
        sides = []
        for tables in () if same[table] else (expected, found):
            new = {row[one] for name, one in KEYS.items() for row in tables[name]} - before_keys
            sides.append(content(tables[table], key, {"old": before_keys, "new": new}))
        same[table] = same[table] or sides[0] == sides[1]
    return {
        "appointments_as_declared": same["appointments"],
        "patients_as_declared": same["patients"],
        "prescriptions_as_declared": same["prescriptions"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


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


def content(rows, key, known):
    """Rows that can be compared: what was not there before has no key of its own."""
    return sorted(
        repr([(name, "new" if value in known["new"] else value) for name, value in row.items()])
        if row[key] in known["old"]
        else repr([(name, "new" if value in known["new"] else value) for name, value in row.items() if name != key])
        for row in rows
    )
