"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("employee_id", "unit_id", "call_key", "place"),
        """
SELECT t1.employee_id AS employee_id, 'UN-0007' AS unit_id, t1.employee_id AS call_key, NULL AS place
FROM employees AS t1
WHERE t1.leave_left >= 21
AND t1.unit_id = (SELECT unit_id FROM units WHERE name = 'Company')
""",
    ),
    (
        "accepted_1",
        ("employee_id", "unit_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN employees AS the_employee ON the_employee.employee_id = calls_1.employee_id
JOIN units AS the_unit ON the_unit.unit_id = calls_1.unit_id
WHERE (the_unit.unit_id <> the_employee.unit_id)
AND ((SELECT count(*) FROM employees AS other WHERE (other.unit_id = the_unit.unit_id)) < the_unit.posts)
AND NOT EXISTS (SELECT 1 FROM employees AS other WHERE coalesce((other.manager_id IS the_employee.employee_id), 0))
""",
    ),
    (
        "change_1_1",
        ("row_key", "unit_id"),
        """
SELECT the_employee.employee_id AS row_key, the_unit.unit_id AS unit_id
FROM accepted_1
JOIN employees AS the_employee ON the_employee.employee_id = accepted_1.employee_id
JOIN units AS the_unit ON the_unit.unit_id = accepted_1.unit_id
""",
    ),
    (
        "employees_after_1_1",
        (),
        """
SELECT old.employee_id, old.name, iif(new.row_key IS NULL, old.unit_id, new.unit_id) AS unit_id, old.grade_id, old.manager_id, old.contract, old.salary, old.hired, old.leave_left
FROM employees AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.employee_id
""",
    ),
]
AFTERWARDS = {"employees": "SELECT * FROM employees_after_1_1"}
KEYS = {
    "units": "unit_id",
    "grades": "grade_id",
    "employees": "employee_id",
    "leave_requests": "leave_id",
    "vacancies": "vacancy_id",
    "candidates": "candidate_id",
    "applications": "application_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "employees_as_declared": same["employees"],
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
