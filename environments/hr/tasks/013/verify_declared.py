"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT t1.employee_id AS employee_id, '2026-04-17' AS starting, 13 AS length_wanted, t1.employee_id AS call_key, t1.hired AS place
FROM employees AS t1
WHERE t1.unit_id = 'UN-0007'
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
ORDER BY place DESC LIMIT 1
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
]
WANTED = """
SELECT call_key FROM accepted_1
"""
AFTERWARDS = {"leave_requests": "SELECT * FROM leave_requests_after_1_1"}
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
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "leave_requests_as_declared": same["leave_requests"],
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
