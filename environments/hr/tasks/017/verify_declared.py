"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

STEPS = [
    (
        "calls_1",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT 'E-0032' AS employee_id, '2026-03-24' AS starting, 1 AS length_wanted, NULL AS call_key, NULL AS place
WHERE (SELECT coalesce(sum(t1.leave_left), 0) FROM employees AS t1 WHERE (SELECT posts FROM units WHERE unit_id = t1.unit_id) >= 8 AND (SELECT highest FROM grades WHERE grade_id = t1.grade_id) <= 4500) > 339
""",
    ),
    (
        "accepted_1",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN employees AS the_employee ON the_employee.employee_id = calls_1.employee_id
WHERE (calls_1.starting >= date('2026-03-02', (+(7)) || ' days'))
AND ((calls_1.length_wanted >= 1) AND (calls_1.length_wanted <= 15))
AND (calls_1.length_wanted <= the_employee.leave_left)
AND ((SELECT count(*) FROM leave_requests AS other WHERE ((other.employee_id = the_employee.employee_id) AND (other.status = 'open'))) < 2)
""",
    ),
    (
        "change_1_1",
        ("leave_id", "employee_id", "kind", "first_day", "length", "status"),
        """
SELECT printf('LV-%04d', (SELECT coalesce(max(CAST(substr(leave_id, 4) AS INTEGER)), 0) FROM leave_requests) + row_number() OVER ()) AS leave_id, the_employee.employee_id AS employee_id, 'annual' AS kind, accepted_1.starting AS first_day, accepted_1.length_wanted AS length, 'open' AS status
FROM accepted_1
JOIN employees AS the_employee ON the_employee.employee_id = accepted_1.employee_id
""",
    ),
    ("leave_requests_after_1_1", (), "SELECT * FROM leave_requests UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT (SELECT manager_id FROM employees WHERE employee_id = (SELECT employee_id FROM employees WHERE name = 'Astrid Lee')) AS employee_id, '2026-04-24' AS starting, 1 AS length_wanted, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT coalesce(sum(t1.leave_left), 0) FROM employees AS t1 WHERE (SELECT posts FROM units WHERE unit_id = t1.unit_id) >= 8 AND (SELECT highest FROM grades WHERE grade_id = t1.grade_id) <= 4500) > 339)
""",
    ),
    (
        "accepted_2",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN employees AS the_employee ON the_employee.employee_id = calls_2.employee_id
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
JOIN employees AS the_employee ON the_employee.employee_id = accepted_2.employee_id
""",
    ),
    ("leave_requests_after_2_1", (), "SELECT * FROM leave_requests_after_1_1 UNION ALL SELECT * FROM change_2_1"),
]
WANTED = """
SELECT (SELECT count(*) FROM employees AS t2 WHERE t2.salary <= 4700)
"""
AFTERWARDS = {"leave_requests": "SELECT * FROM leave_requests_after_2_1"}
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
    steps = after_steps(before)
    wanted = [list(row.values()) for row in before.all(steps + WANTED)]
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
        "answer_as_declared": matches(answer, wanted),
        "leave_requests_as_declared": same["leave_requests"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


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
