"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        "SELECT 'DR-0017' AS doctor_id, 'PA-0044' AS patient_id, 'RX-0026' AS drug_id, 160 AS milligrams, NULL AS call_key, NULL AS place",
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
        ("patient_id", "ward_id", "call_key", "place"),
        """
SELECT 'PA-0044' AS patient_id, 'WA-0006' AS ward_id, NULL AS call_key, NULL AS place
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
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        "SELECT 'DR-0019' AS doctor_id, 'PA-0032' AS patient_id, 'RX-0014' AS drug_id, 140 AS milligrams, NULL AS call_key, NULL AS place",
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
AND NOT EXISTS (SELECT 1 FROM prescriptions_after_1_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'active') AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND ((the_drug.family <> 'opioid') OR (the_doctor.level = 'consultant'))
""",
    ),
    (
        "change_3_1",
        ("prescription_id", "patient_id", "doctor_id", "drug_id", "dose", "issued", "status"),
        """
SELECT printf('PR-%04d', (SELECT coalesce(max(CAST(substr(prescription_id, 4) AS INTEGER)), 0) FROM prescriptions_after_1_1) + row_number() OVER ()) AS prescription_id, the_patient.patient_id AS patient_id, the_doctor.doctor_id AS doctor_id, the_drug.drug_id AS drug_id, accepted_3.milligrams AS dose, '2026-04-13' AS issued, 'active' AS status
FROM accepted_3
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_3.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = accepted_3.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = accepted_3.drug_id
""",
    ),
    ("prescriptions_after_3_1", (), "SELECT * FROM prescriptions_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("prescription_id", "call_key", "place"),
        "SELECT 'PR-0057' AS prescription_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("prescription_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN prescriptions_after_3_1 AS the_prescription ON the_prescription.prescription_id = calls_4.prescription_id
WHERE (the_prescription.status = 'active')
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_prescription.prescription_id AS row_key, 'stopped' AS status
FROM accepted_4
JOIN prescriptions_after_3_1 AS the_prescription ON the_prescription.prescription_id = accepted_4.prescription_id
""",
    ),
    (
        "prescriptions_after_4_1",
        (),
        """
SELECT old.prescription_id, old.patient_id, old.doctor_id, old.drug_id, old.dose, old.issued, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM prescriptions_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.prescription_id
""",
    ),
    (
        "calls_5",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        "SELECT 'DR-0011' AS doctor_id, 'PA-0039' AS patient_id, 'RX-0010' AS drug_id, 20 AS milligrams, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_5",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT calls_5.*
FROM calls_5
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_5.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = calls_5.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = calls_5.drug_id
WHERE ((calls_5.milligrams > 0) AND (calls_5.milligrams <= the_drug.daily_limit))
AND NOT EXISTS (SELECT 1 FROM allergies AS other WHERE ((other.patient_id = the_patient.patient_id) AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND NOT EXISTS (SELECT 1 FROM prescriptions_after_4_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'active') AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND ((the_drug.family <> 'opioid') OR (the_doctor.level = 'consultant'))
""",
    ),
    (
        "change_5_1",
        ("prescription_id", "patient_id", "doctor_id", "drug_id", "dose", "issued", "status"),
        """
SELECT printf('PR-%04d', (SELECT coalesce(max(CAST(substr(prescription_id, 4) AS INTEGER)), 0) FROM prescriptions_after_4_1) + row_number() OVER ()) AS prescription_id, the_patient.patient_id AS patient_id, the_doctor.doctor_id AS doctor_id, the_drug.drug_id AS drug_id, accepted_5.milligrams AS dose, '2026-04-13' AS issued, 'active' AS status
FROM accepted_5
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_5.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = accepted_5.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = accepted_5.drug_id
""",
    ),
    ("prescriptions_after_5_1", (), "SELECT * FROM prescriptions_after_4_1 UNION ALL SELECT * FROM change_5_1"),
    (
        "calls_6",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT 'DR-0006' AS doctor_id, 'PA-0032' AS patient_id, 'RX-0009' AS drug_id, 260 AS milligrams, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_5)
""",
    ),
    (
        "accepted_6",
        ("doctor_id", "patient_id", "drug_id", "milligrams", "call_key", "place"),
        """
SELECT calls_6.*
FROM calls_6
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_6.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = calls_6.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = calls_6.drug_id
WHERE ((calls_6.milligrams > 0) AND (calls_6.milligrams <= the_drug.daily_limit))
AND NOT EXISTS (SELECT 1 FROM allergies AS other WHERE ((other.patient_id = the_patient.patient_id) AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND NOT EXISTS (SELECT 1 FROM prescriptions_after_5_1 AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'active') AND ((SELECT family FROM drugs WHERE drug_id = other.drug_id) = the_drug.family)))
AND ((the_drug.family <> 'opioid') OR (the_doctor.level = 'consultant'))
""",
    ),
    (
        "change_6_1",
        ("prescription_id", "patient_id", "doctor_id", "drug_id", "dose", "issued", "status"),
        """
SELECT printf('PR-%04d', (SELECT coalesce(max(CAST(substr(prescription_id, 4) AS INTEGER)), 0) FROM prescriptions_after_5_1) + row_number() OVER ()) AS prescription_id, the_patient.patient_id AS patient_id, the_doctor.doctor_id AS doctor_id, the_drug.drug_id AS drug_id, accepted_6.milligrams AS dose, '2026-04-13' AS issued, 'active' AS status
FROM accepted_6
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_6.doctor_id
JOIN patients AS the_patient ON the_patient.patient_id = accepted_6.patient_id
JOIN drugs AS the_drug ON the_drug.drug_id = accepted_6.drug_id
""",
    ),
    ("prescriptions_after_6_1", (), "SELECT * FROM prescriptions_after_5_1 UNION ALL SELECT * FROM change_6_1"),
    (
        "calls_7",
        ("prescription_id", "call_key", "place"),
        "SELECT 'PR-0025' AS prescription_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_7",
        ("prescription_id", "call_key", "place"),
        """
SELECT calls_7.*
FROM calls_7
JOIN prescriptions_after_6_1 AS the_prescription ON the_prescription.prescription_id = calls_7.prescription_id
WHERE (the_prescription.status = 'active')
""",
    ),
    (
        "change_7_1",
        ("row_key", "status"),
        """
SELECT the_prescription.prescription_id AS row_key, 'stopped' AS status
FROM accepted_7
JOIN prescriptions_after_6_1 AS the_prescription ON the_prescription.prescription_id = accepted_7.prescription_id
""",
    ),
    (
        "prescriptions_after_7_1",
        (),
        """
SELECT old.prescription_id, old.patient_id, old.doctor_id, old.drug_id, old.dose, old.issued, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM prescriptions_after_6_1 AS old
LEFT JOIN change_7_1 AS new ON new.row_key = old.prescription_id
""",
    ),
    (
        "calls_8",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT 'PA-0026' AS patient_id, 'DR-0016' AS doctor_id, '2026-04-17' AS on_day, '10:00' AS at, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_7)
""",
    ),
    (
        "accepted_8",
        ("patient_id", "doctor_id", "on_day", "at", "call_key", "place"),
        """
SELECT calls_8.*
FROM calls_8
JOIN patients AS the_patient ON the_patient.patient_id = calls_8.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = calls_8.doctor_id
WHERE ((calls_8.on_day > '2026-04-13') AND (calls_8.on_day <= date('2026-04-13', (+(14)) || ' days')))
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.doctor_id = the_doctor.doctor_id) AND (other.day = calls_8.on_day) AND (other.time = calls_8.at) AND (other.status = 'booked')))
AND NOT EXISTS (SELECT 1 FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.day = calls_8.on_day) AND (other.status = 'booked')))
AND ((SELECT count(*) FROM appointments AS other WHERE ((other.patient_id = the_patient.patient_id) AND (other.status = 'missed'))) < 2)
AND ((the_patient.balance <= 150) OR (the_patient.insurance = 'public'))
""",
    ),
    (
        "change_8_1",
        ("appointment_id", "doctor_id", "patient_id", "day", "time", "status"),
        """
SELECT printf('AP-%04d', (SELECT coalesce(max(CAST(substr(appointment_id, 4) AS INTEGER)), 0) FROM appointments) + row_number() OVER ()) AS appointment_id, the_doctor.doctor_id AS doctor_id, the_patient.patient_id AS patient_id, accepted_8.on_day AS day, accepted_8.at AS time, 'booked' AS status
FROM accepted_8
JOIN patients AS the_patient ON the_patient.patient_id = accepted_8.patient_id
JOIN doctors AS the_doctor ON the_doctor.doctor_id = accepted_8.doctor_id
""",
    ),
    ("appointments_after_8_1", (), "SELECT * FROM appointments UNION ALL SELECT * FROM change_8_1"),
]
AFTERWARDS = {
    "admissions": "SELECT * FROM admissions_after_2_1",
    "appointments": "SELECT * FROM appointments_after_8_1",
    "prescriptions": "SELECT * FROM prescriptions_after_7_1",
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
        sides = []
        for tables in (expected, found):
            new = {row[one] for name, one in KEYS.items() for row in tables[name]} - before_keys
            sides.append(content(tables[table], key, {"old": before_keys, "new": new}))
        same[table] = sides[0] == sides[1]
    return {
        "admissions_as_declared": same["admissions"],
        "appointments_as_declared": same["appointments"],
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
