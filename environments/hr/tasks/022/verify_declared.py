"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("leave_id", "employee_id", "call_key", "place"),
        "SELECT 'LV-0019' AS leave_id, (SELECT t1.employee_id FROM employees AS t1 WHERE t1.contract = 'fixed-term' AND t1.manager_id = (SELECT employee_id FROM employees WHERE name = 'Kaito Patel') AND t1.hired IS NOT NULL ORDER BY t1.hired DESC LIMIT 1) AS employee_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("leave_id", "employee_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN leave_requests AS the_leave ON the_leave.leave_id = calls_1.leave_id
JOIN employees AS the_employee ON the_employee.employee_id = calls_1.employee_id
WHERE (the_leave.status = 'open')
AND ((SELECT manager_id FROM employees WHERE employee_id = the_leave.employee_id) IS the_employee.employee_id)
AND ((the_leave.kind <> 'annual') OR (the_leave.length <= (SELECT leave_left FROM employees WHERE employee_id = the_leave.employee_id)))
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_leave.leave_id AS row_key, 'approved' AS status
FROM accepted_1
JOIN leave_requests AS the_leave ON the_leave.leave_id = accepted_1.leave_id
JOIN employees AS the_employee ON the_employee.employee_id = accepted_1.employee_id
""",
    ),
    (
        "leave_requests_after_1_1",
        (),
        """
SELECT old.leave_id, old.employee_id, old.kind, old.first_day, old.length, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM leave_requests AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.leave_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "leave_left"),
        """
SELECT the_leave.employee_id AS row_key, iif((the_leave.kind = 'annual'), ((SELECT leave_left FROM employees WHERE employee_id = the_leave.employee_id) - the_leave.length), (SELECT leave_left FROM employees WHERE employee_id = the_leave.employee_id)) AS leave_left
FROM accepted_1
JOIN leave_requests AS the_leave ON the_leave.leave_id = accepted_1.leave_id
JOIN employees AS the_employee ON the_employee.employee_id = accepted_1.employee_id
""",
    ),
    (
        "employees_after_1_2",
        (),
        """
SELECT old.employee_id, old.name, old.unit_id, old.grade_id, old.manager_id, old.contract, old.salary, old.hired, iif(new.row_key IS NULL, old.leave_left, new.leave_left) AS leave_left
FROM employees AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.employee_id
""",
    ),
    (
        "calls_2",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT (SELECT t2.employee_id FROM employees AS t2 WHERE t2.contract = 'fixed-term' AND t2.manager_id = (SELECT employee_id FROM employees WHERE name = 'Kaito Patel') AND t2.hired IS NOT NULL ORDER BY t2.hired DESC LIMIT 1) AS employee_id, '2026-04-25' AS starting, 1 AS length_wanted, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN employees_after_1_2 AS the_employee ON the_employee.employee_id = calls_2.employee_id
WHERE (calls_2.starting >= date('2026-03-02', (+(7)) || ' days'))
AND ((calls_2.length_wanted >= 1) AND (calls_2.length_wanted <= 15))
AND (calls_2.length_wanted <= the_employee.leave_left)
AND ((SELECT count(*) FROM leave_requests_after_1_1 AS other WHERE ((other.employee_id = the_employee.employee_id) AND (other.status = 'open'))) < 2)
""",
    ),
    (
        "change_2_1",
        ("leave_id", "employee_id", "kind", "first_day", "length", "status"),
        """
SELECT printf('LV-%04d', (SELECT coalesce(max(CAST(substr(leave_id, 4) AS INTEGER)), 0) FROM leave_requests_after_1_1) + row_number() OVER ()) AS leave_id, the_employee.employee_id AS employee_id, 'annual' AS kind, accepted_2.starting AS first_day, accepted_2.length_wanted AS length, 'open' AS status
FROM accepted_2
JOIN employees_after_1_2 AS the_employee ON the_employee.employee_id = accepted_2.employee_id
""",
    ),
    ("leave_requests_after_2_1", (), "SELECT * FROM leave_requests_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("leave_id", "employee_id", "call_key", "place"),
        "SELECT 'LV-0083' AS leave_id, 'E-0011' AS employee_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("leave_id", "employee_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN leave_requests_after_2_1 AS the_leave ON the_leave.leave_id = calls_3.leave_id
JOIN employees_after_1_2 AS the_employee ON the_employee.employee_id = calls_3.employee_id
WHERE (the_leave.status = 'open')
AND ((SELECT manager_id FROM employees_after_1_2 WHERE employee_id = the_leave.employee_id) IS the_employee.employee_id)
AND ((the_leave.kind <> 'annual') OR (the_leave.length <= (SELECT leave_left FROM employees_after_1_2 WHERE employee_id = the_leave.employee_id)))
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_leave.leave_id AS row_key, 'approved' AS status
FROM accepted_3
JOIN leave_requests_after_2_1 AS the_leave ON the_leave.leave_id = accepted_3.leave_id
JOIN employees_after_1_2 AS the_employee ON the_employee.employee_id = accepted_3.employee_id
""",
    ),
    (
        "leave_requests_after_3_1",
        (),
        """
SELECT old.leave_id, old.employee_id, old.kind, old.first_day, old.length, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM leave_requests_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.leave_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "leave_left"),
        """
SELECT the_leave.employee_id AS row_key, iif((the_leave.kind = 'annual'), ((SELECT leave_left FROM employees_after_1_2 WHERE employee_id = the_leave.employee_id) - the_leave.length), (SELECT leave_left FROM employees_after_1_2 WHERE employee_id = the_leave.employee_id)) AS leave_left
FROM accepted_3
JOIN leave_requests_after_2_1 AS the_leave ON the_leave.leave_id = accepted_3.leave_id
JOIN employees_after_1_2 AS the_employee ON the_employee.employee_id = accepted_3.employee_id
""",
    ),
    (
        "employees_after_3_2",
        (),
        """
SELECT old.employee_id, old.name, old.unit_id, old.grade_id, old.manager_id, old.contract, old.salary, old.hired, iif(new.row_key IS NULL, old.leave_left, new.leave_left) AS leave_left
FROM employees_after_1_2 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.employee_id
""",
    ),
    (
        "calls_4",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT 'E-0011' AS employee_id, '2026-03-26' AS starting, 1 AS length_wanted, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN employees_after_3_2 AS the_employee ON the_employee.employee_id = calls_4.employee_id
WHERE (calls_4.starting >= date('2026-03-02', (+(7)) || ' days'))
AND ((calls_4.length_wanted >= 1) AND (calls_4.length_wanted <= 15))
AND (calls_4.length_wanted <= the_employee.leave_left)
AND ((SELECT count(*) FROM leave_requests_after_3_1 AS other WHERE ((other.employee_id = the_employee.employee_id) AND (other.status = 'open'))) < 2)
""",
    ),
    (
        "change_4_1",
        ("leave_id", "employee_id", "kind", "first_day", "length", "status"),
        """
SELECT printf('LV-%04d', (SELECT coalesce(max(CAST(substr(leave_id, 4) AS INTEGER)), 0) FROM leave_requests_after_3_1) + row_number() OVER ()) AS leave_id, the_employee.employee_id AS employee_id, 'annual' AS kind, accepted_4.starting AS first_day, accepted_4.length_wanted AS length, 'open' AS status
FROM accepted_4
JOIN employees_after_3_2 AS the_employee ON the_employee.employee_id = accepted_4.employee_id
""",
    ),
    ("leave_requests_after_4_1", (), "SELECT * FROM leave_requests_after_3_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {
    "employees": "SELECT * FROM employees_after_3_2",
    "leave_requests": "SELECT * FROM leave_requests_after_4_1",
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
