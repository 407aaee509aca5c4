"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("admission_id", "call_key", "place"),
        """
SELECT t1.admission_id AS admission_id, t1.admission_id AS call_key, NULL AS place
FROM admissions AS t1
WHERE t1.patient_id = (SELECT patient_id FROM patients WHERE name = 'Beatriz Wood')
""",
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
        ("admission_id", "call_key", "place"),
        "SELECT 'AD-0031' AS admission_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_2",
        ("admission_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN admissions_after_1_1 AS the_admission ON the_admission.admission_id = calls_2.admission_id
WHERE (the_admission.discharged IS NULL)
AND (the_admission.admitted < '2026-04-13')
""",
    ),
    (
        "change_2_1",
        ("row_key", "discharged"),
        """
SELECT the_admission.admission_id AS row_key, '2026-04-13' AS discharged
FROM accepted_2
JOIN admissions_after_1_1 AS the_admission ON the_admission.admission_id = accepted_2.admission_id
""",
    ),
    (
        "admissions_after_2_1",
        (),
        """
SELECT old.admission_id, old.ward_id, old.patient_id, old.admitted, iif(new.row_key IS NULL, old.discharged, new.discharged) AS discharged
FROM admissions_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.admission_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "balance"),
        """
SELECT the_admission.patient_id AS row_key, ((SELECT balance FROM patients_after_1_2 WHERE patient_id = the_admission.patient_id) + (15 * CAST(julianday('2026-04-13') - julianday(the_admission.admitted) AS INTEGER))) AS balance
FROM accepted_2
JOIN admissions_after_1_1 AS the_admission ON the_admission.admission_id = accepted_2.admission_id
""",
    ),
    (
        "patients_after_2_2",
        (),
        """
SELECT old.patient_id, old.name, old.born, old.insurance, iif(new.row_key IS NULL, old.balance, new.balance) AS balance
FROM patients_after_1_2 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.patient_id
""",
    ),
]
AFTERWARDS = {"admissions": "SELECT * FROM admissions_after_2_1", "patients": "SELECT * FROM patients_after_2_2"}
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
