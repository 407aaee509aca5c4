"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("admission_id", "call_key", "place"),
        "SELECT 'AD-0054' AS admission_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("admission_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN admissions AS the_admission ON the_admission.admission_id = calls_1.admission_id
WHERE (the_admission.discharged IS NULL)
AND (the_admission.admitted < '2026-04-13')
""",
    ),
    (
        "change_1_1",
        ("row_key", "discharged"),
        """
SELECT the_admission.admission_id AS row_key, '2026-04-13' AS discharged
FROM accepted_1
JOIN admissions AS the_admission ON the_admission.admission_id = accepted_1.admission_id
""",
    ),
    (
        "admissions_after_1_1",
        (),
        """
SELECT old.admission_id, old.ward_id, old.patient_id, old.admitted, iif(new.row_key IS NULL, old.discharged, new.discharged) AS discharged
FROM admissions AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.admission_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "balance"),
        """
SELECT the_admission.patient_id AS row_key, ((SELECT balance FROM patients WHERE patient_id = the_admission.patient_id) + (15 * CAST(julianday('2026-04-13') - julianday(the_admission.admitted) AS INTEGER))) AS balance
FROM accepted_1
JOIN admissions AS the_admission ON the_admission.admission_id = accepted_1.admission_id
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
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT 'PA-0047' AS patient_id, 'DR-0018' AS doctor_id, '2026-04-26' AS on_day, '11:30' AS at, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN patients_after_1_2 AS the_patient ON the_patient.patient_id = calls_2.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_2.doctor_id
WHERE ((calls_2.on_day > '2026-04-13') AND (calls_2.on_day <= date('2026-04-13', (+(14)) || ' days')))
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_2.on_day) AND (other.time = calls_2.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_2.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
""",
    ),
    (
        "change_2_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_2.on_day AS day, accepted_2.at AS time, 'booked' AS status
FROM accepted_2
JOIN patients_after_1_2 AS the_patient ON the_patient.patient_id = accepted_2.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_2.doctor_id
""",
    ),
    ("appointments_after_2_1", (), "SELECT * FROM appointments UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("admission_id", "call_key", "place"),
        "SELECT 'AD-0067' AS admission_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("admission_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN admissions_after_1_1 AS the_admission ON the_admission.admission_id = calls_3.admission_id
WHERE (the_admission.discharged IS NULL)
AND (the_admission.admitted < '2026-04-13')
""",
    ),
    (
        "change_3_1",
        ("row_key", "discharged"),
        """
SELECT the_admission.admission_id AS row_key, '2026-04-13' AS discharged
FROM accepted_3
JOIN admissions_after_1_1 AS the_admission ON the_admission.admission_id = accepted_3.admission_id
""",
    ),
    (
        "admissions_after_3_1",
        (),
        """
SELECT old.admission_id, old.ward_id, old.patient_id, old.admitted, iif(new.row_key IS NULL, old.discharged, new.discharged) AS discharged
FROM admissions_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.admission_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "balance"),
        """
SELECT the_admission.patient_id AS row_key, ((SELECT balance FROM patients_after_1_2 WHERE patient_id = the_admission.patient_id) + (15 * CAST(julianday('2026-04-13') - julianday(the_admission.admitted) AS INTEGER))) AS balance
FROM accepted_3
JOIN admissions_after_1_1 AS the_admission ON the_admission.admission_id = accepted_3.admission_id
""",
    ),
    (
        "patients_after_3_2",
        (),
        """
SELECT old.patient_id, old.name, old.born, old.insurance, iif(new.row_key IS NULL, old.balance, new.balance) AS balance
FROM patients_after_1_2 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.patient_id
""",
    ),
    (
        "calls_4",
        ("patient_id", "ward_id", "call_key", "place"),
        """
SELECT 'PA-0059' AS patient_id, 'WA-0002' AS ward_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("patient_id", "ward_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN patients_after_3_2 AS the_patient ON the_patient.patient_id = calls_4.patient_id
JOIN wards AS the_ward ON the_ward.ward_id = calls_4.ward_id
WHERE NOT EXISTS (SELECT 1 FROM admissions_after_3_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND coalesce((other.discharged IS NULL), 0)))
AND ((SELECT count(*) FROM admissions_after_3_1 AS other WHERE ((other.ward_id = the_ward.ward_id) AND coalesce((other.discharged IS NULL), 0))) < the_ward.beds)
""",
    ),
    (
        "change_4_1",
        ("admission_id", "ward_id", "patient_id", "admitted", "discharged"),
        """
SELECT printf('AD-%04d', (SELECT coalesce(max(CAST(substr(admission_id, 4) AS INTEGER)), 0) FROM admissions_after_3_1) + row_number() OVER ()) AS admission_id, the_ward.ward_id AS ward_id, the_patient.patient_id AS patient_id, '2026-04-13' AS admitted, NULL AS discharged
FROM accepted_4
JOIN patients_after_3_2 AS the_patient ON the_patient.patient_id = accepted_4.patient_id
JOIN wards AS the_ward ON the_ward.ward_id = accepted_4.ward_id
""",
    ),
    ("admissions_after_4_1", (), "SELECT * FROM admissions_after_3_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {
    "admissions": "SELECT * FROM admissions_after_4_1",
    "appointments": "SELECT * FROM appointments_after_2_1",
    "patients": "SELECT * FROM patients_after_3_2",
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
