"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("prescription_id", "call_key", "place"),
        """
SELECT t1.prescription_id AS prescription_id, t1.prescription_id AS call_key, NULL AS place
FROM prescriptions AS t1
WHERE t1.dose <= 90
AND t1.issued >= '2026-04-03'
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
]
AFTERWARDS = {"prescriptions": "SELECT * FROM prescriptions_after_1_1"}
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
