"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("patient_id", "ward_id", "call_key", "place"),
        """
SELECT t1.patient_id AS patient_id, 'WA-0002' AS ward_id, t1.patient_id AS call_key, t1.born AS place
FROM patients AS t1
WHERE t1.balance >= 171
""",
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
ORDER BY place DESC LIMIT 1
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
WANTED = """
SELECT call_key FROM accepted_1
"""
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
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "admissions_as_declared": same["admissions"],
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
