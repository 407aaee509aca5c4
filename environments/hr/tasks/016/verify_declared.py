"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("vacancy_id", "call_key", "place"),
        """
SELECT t1.vacancy_id AS vacancy_id, t1.vacancy_id AS call_key, t1.published AS place
FROM vacancies AS t1
WHERE (SELECT posts FROM units WHERE unit_id = t1.unit_id) <= 9
AND t1.grade_id = (SELECT grade_id FROM grades WHERE name = 'Grade B')
""",
    ),
    (
        "accepted_1",
        ("vacancy_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN vacancies AS the_vacancy ON the_vacancy.vacancy_id = calls_1.vacancy_id
WHERE (the_vacancy.status = 'open')
AND NOT EXISTS (SELECT 1 FROM applications AS other WHERE ((other.vacancy_id = the_vacancy.vacancy_id) AND (other.stage = 'offer')))
ORDER BY place ASC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_vacancy.vacancy_id AS row_key, 'withdrawn' AS status
FROM accepted_1
JOIN vacancies AS the_vacancy ON the_vacancy.vacancy_id = accepted_1.vacancy_id
""",
    ),
    (
        "vacancies_after_1_1",
        (),
        """
SELECT old.vacancy_id, old.unit_id, old.grade_id, old.published, old.experience, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM vacancies AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.vacancy_id
""",
    ),
]
WANTED = """
SELECT call_key FROM accepted_1
"""
AFTERWARDS = {"vacancies": "SELECT * FROM vacancies_after_1_1"}
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
        "vacancies_as_declared": same["vacancies"],
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
