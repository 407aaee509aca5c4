"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("patient_id", "ward_id", "call_key", "place"),
        "SELECT 'PA-0055' AS patient_id, 'WA-0002' AS ward_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("patient_id", "ward_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN patients AS the_patient ON the_patient.patient_id = calls_1.patient_id
JOIN wards AS the_ward ON the_ward.ward_id = calls_1.ward_id
WHERE NOT EXISTS (SELECT 1 FROM admissions AS other WHERE ((other.patient_id = the_patient.patient_id) AND coalesce((other.discharged IS NULL), 0)))
AND ((SELECT count(*) FROM admissions AS other WHERE ((other.ward_id = the_ward.ward_id) AND coalesce((other.discharged IS NULL), 0))) < the_ward.beds)
""",
    ),
    (
        "change_1_1",
        ("admission_id", "ward_id", "patient_id", "admitted", "discharged"),
        """
SELECT printf('AD-%04d', (SELECT coalesce(max(CAST(substr(admission_id, 4) AS INTEGER)), 0) FROM admissions) + row_number() OVER ()) AS admission_id, the_ward.ward_id AS ward_id, the_patient.patient_id AS patient_id, '2026-04-13' AS admitted, NULL AS discharged
FROM accepted_1
JOIN patients AS the_patient ON the_patient.patient_id = accepted_1.patient_id
JOIN wards AS the_ward ON the_ward.ward_id = accepted_1.ward_id
""",
    ),
    ("admissions_after_1_1", (), "SELECT * FROM admissions UNION ALL SELECT * FROM change_1_1"),
]
AFTERWARDS = {"admissions": "SELECT * FROM admissions_after_1_1"}
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
