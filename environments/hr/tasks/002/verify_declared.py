"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("application_id", "call_key", "place"),
        "SELECT 'AP-0018' AS application_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("application_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN applications AS the_application ON the_application.application_id = calls_1.application_id
WHERE (the_application.stage = 'interview')
AND ((SELECT status FROM vacancies WHERE vacancy_id = the_application.vacancy_id) = 'open')
AND ((SELECT years FROM candidates WHERE candidate_id = the_application.candidate_id) >= (SELECT experience FROM vacancies WHERE vacancy_id = the_application.vacancy_id))
AND NOT EXISTS (SELECT 1 FROM applications AS other WHERE ((other.vacancy_id = the_application.vacancy_id) AND (other.stage = 'offer')))
""",
    ),
    (
        "change_1_1",
        ("row_key", "stage"),
        """
SELECT the_application.application_id AS row_key, 'offer' AS stage
FROM accepted_1
JOIN applications AS the_application ON the_application.application_id = accepted_1.application_id
""",
    ),
    (
        "applications_after_1_1",
        (),
        """
SELECT old.application_id, old.vacancy_id, old.candidate_id, old.rating, iif(new.row_key IS NULL, old.stage, new.stage) AS stage
FROM applications AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.application_id
""",
    ),
]
AFTERWARDS = {"applications": "SELECT * FROM applications_after_1_1"}
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
        "applications_as_declared": same["applications"],
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
