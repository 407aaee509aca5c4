"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("employee_id", "extra", "call_key", "place"),
        "SELECT 'E-0044' AS employee_id, 100 AS extra, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("employee_id", "extra", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN employees AS the_employee ON the_employee.employee_id = calls_1.employee_id
WHERE (the_employee.contract <> 'trainee')
AND (the_employee.hired <= date('2026-03-02', (-(365)) || ' days'))
AND ((calls_1.extra > 0) AND ((calls_1.extra * 10) <= the_employee.salary))
AND ((the_employee.salary + calls_1.extra) <= (SELECT highest FROM grades WHERE grade_id = the_employee.grade_id))
""",
    ),
    (
        "change_1_1",
        ("row_key", "salary"),
        """
SELECT the_employee.employee_id AS row_key, (the_employee.salary + accepted_1.extra) AS salary
FROM accepted_1
JOIN employees AS the_employee ON the_employee.employee_id = accepted_1.employee_id
""",
    ),
    (
        "employees_after_1_1",
        (),
        """
SELECT old.employee_id, old.name, old.unit_id, old.grade_id, old.manager_id, old.contract, iif(new.row_key IS NULL, old.salary, new.salary) AS salary, old.hired, old.leave_left
FROM employees AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.employee_id
""",
    ),
    (
        "calls_2",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT 'E-0044' AS employee_id, '2026-04-22' AS starting, 6 AS length_wanted, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN employees_after_1_1 AS the_employee ON the_employee.employee_id = calls_2.employee_id
WHERE (calls_2.starting >= date('2026-03-02', (+(7)) || ' days'))
AND ((calls_2.length_wanted >= 1) AND (calls_2.length_wanted <= 15))
AND (calls_2.length_wanted <= the_employee.leave_left)
AND ((SELECT count(*) FROM leave_requests AS other WHERE ((other.employee_id = the_employee.employee_id) AND (other.status = 'open'))) < 2)
""",
    ),
    (
        "change_2_1",
        ("leave_id", "employee_id", "kind", "first_day", "length", "status"),
        """
SELECT printf('LV-%04d', (SELECT coalesce(max(CAST(substr(leave_id, 4) AS INTEGER)), 0) FROM leave_requests) + row_number() OVER ()) AS leave_id, the_employee.employee_id AS employee_id, 'annual' AS kind, accepted_2.starting AS first_day, accepted_2.length_wanted AS length, 'open' AS status
FROM accepted_2
JOIN employees_after_1_1 AS the_employee ON the_employee.employee_id = accepted_2.employee_id
""",
    ),
    ("leave_requests_after_2_1", (), "SELECT * FROM leave_requests UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("employee_id", "extra", "call_key", "place"),
        "SELECT 'E-0019' AS employee_id, 450 AS extra, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("employee_id", "extra", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN employees_after_1_1 AS the_employee ON the_employee.employee_id = calls_3.employee_id
WHERE (the_employee.contract <> 'trainee')
AND (the_employee.hired <= date('2026-03-02', (-(365)) || ' days'))
AND ((calls_3.extra > 0) AND ((calls_3.extra * 10) <= the_employee.salary))
AND ((the_employee.salary + calls_3.extra) <= (SELECT highest FROM grades WHERE grade_id = the_employee.grade_id))
""",
    ),
    (
        "change_3_1",
        ("row_key", "salary"),
        """
SELECT the_employee.employee_id AS row_key, (the_employee.salary + accepted_3.extra) AS salary
FROM accepted_3
JOIN employees_after_1_1 AS the_employee ON the_employee.employee_id = accepted_3.employee_id
""",
    ),
    (
        "employees_after_3_1",
        (),
        """
SELECT old.employee_id, old.name, old.unit_id, old.grade_id, old.manager_id, old.contract, iif(new.row_key IS NULL, old.salary, new.salary) AS salary, old.hired, old.leave_left
FROM employees_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.employee_id
""",
    ),
    (
        "calls_4",
        ("employee_id", "extra", "call_key", "place"),
        """
SELECT 'E-0019' AS employee_id, 200 AS extra, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("employee_id", "extra", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN employees_after_3_1 AS the_employee ON the_employee.employee_id = calls_4.employee_id
WHERE (the_employee.contract <> 'trainee')
AND (the_employee.hired <= date('2026-03-02', (-(365)) || ' days'))
AND ((calls_4.extra > 0) AND ((calls_4.extra * 10) <= the_employee.salary))
AND ((the_employee.salary + calls_4.extra) <= (SELECT highest FROM grades WHERE grade_id = the_employee.grade_id))
""",
    ),
    (
        "change_4_1",
        ("row_key", "salary"),
        """
SELECT the_employee.employee_id AS row_key, (the_employee.salary + accepted_4.extra) AS salary
FROM accepted_4
JOIN employees_after_3_1 AS the_employee ON the_employee.employee_id = accepted_4.employee_id
""",
    ),
    (
        "employees_after_4_1",
        (),
        """
SELECT old.employee_id, old.name, old.unit_id, old.grade_id, old.manager_id, old.contract, iif(new.row_key IS NULL, old.salary, new.salary) AS salary, old.hired, old.leave_left
FROM employees_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.employee_id
""",
    ),
]
AFTERWARDS = {
    "employees": "SELECT * FROM employees_after_4_1",
    "leave_requests": "SELECT * FROM leave_requests_after_2_1",
}
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
        "leave_requests_as_declared": same["leave_requests"],
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
