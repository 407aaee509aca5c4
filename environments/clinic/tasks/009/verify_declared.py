"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        "SELECT 'PA-0022' AS patient_id, 'DR-0005' AS doctor_id, '2026-04-26' AS on_day, '14:00' AS at, NULL AS call_key, NULL AS place",
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
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT 'DR-0012' AS doctor_id, 'PA-0034' AS patient_id, 'RX-0023' AS drug_id, 240 AS milligrams, NULL AS call_key, NULL AS place
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
JOIN patients AS the_patient ON the_patient.patient_id = accepted_2.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = accepted_2.drug_id
""",
    ),
    ("prescriptions_after_2_1", (), "SELECT * FROM prescriptions UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        "SELECT 'PA-0054' AS patient_id, 'DR-0004' AS doctor_id, '2026-04-18' AS on_day, '14:00' AS at, NULL AS call_key, NULL AS place",
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
AND NOT EXISTS (SELECT 1 FROM appointments_after_1_1 AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_3.on_day) AND (other.time = calls_3.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments_after_1_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_3.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments_after_1_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
""",
    ),
    (
        "change_3_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments_after_1_1) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_3.on_day AS day, accepted_3.at AS time, 'booked' AS status
FROM accepted_3
JOIN patients AS the_patient ON the_patient.patient_id = accepted_3.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_3.doctor_id
""",
    ),
    ("appointments_after_3_1", (), "SELECT * FROM appointments_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("admission_id", "call_key", "place"),
        "SELECT 'AD-0025' AS admission_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("admission_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN admissions AS the_admission ON the_admission.admission_id = calls_4.admission_id
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
JOIN admissions AS the_admission ON the_admission.admission_id = accepted_4.admission_id
""",
    ),
    (
        "admissions_after_4_1",
        (),
        """
SELECT old.admission_id, old.ward_id, old.patient_id, old.admitted, iif(new.row_key IS NULL, old.discharged, new.discharged) AS discharged
FROM admissions AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.admission_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "balance"),
        """
SELECT the_admission.patient_id AS row_key, ((SELECT balance FROM patients WHERE patient_id = the_admission.patient_id) + (15 * CAST(julianday('2026-04-13') - julianday(the_admission.admitted) AS INTEGER))) AS balance
FROM accepted_4
JOIN admissions AS the_admission ON the_admission.admission_id = accepted_4.admission_id
""",
    ),
    (
        "patients_after_4_2",
        (),
        """
SELECT old.patient_id, old.name, old.born, old.insurance, iif(new.row_key IS NULL, old.balance, new.balance) AS balance
FROM patients AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.patient_id
""",
    ),
]
AFTERWARDS = {
    "admissions": "SELECT * FROM admissions_after_4_1",
    "appointments": "SELECT * FROM appointments_after_3_1",
    "patients": "SELECT * FROM patients_after_4_2",
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
        "admissions_as_declared": same["admissions"],
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
