"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("request_leave_or_withdraw_vacancy", "request_leave_or_offer_post")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT (SELECT employee_id FROM leave_requests WHERE leave_id = 'LV-0018') AS employee_id, '2026-04-10' AS starting, 3 AS length_wanted, NULL AS call_key, NULL AS place
WHERE (SELECT count(*) FROM candidates AS t1 WHERE t1.years <= 11 AND EXISTS (SELECT 1 FROM applications AS t2 WHERE t2.stage = 'offer' AND t2.candidate_id = t1.candidate_id)) > 8
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
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
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
        ("vacancy_id", "call_key", "place"),
        """
SELECT 'VA-0005' AS vacancy_id, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT count(*) FROM candidates AS t1 WHERE t1.years <= 11 AND EXISTS (SELECT 1 FROM applications AS t2 WHERE t2.stage = 'offer' AND t2.candidate_id = t1.candidate_id)) > 8)
""",
    ),
    (
        "accepted_2",
        ("vacancy_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN vacancies AS the_vacancy ON the_vacancy.vacancy_id = calls_2.vacancy_id
WHERE (the_vacancy.status = 'open')
AND NOT EXISTS (SELECT 1 FROM applications AS other WHERE ((other.vacancy_id = the_vacancy.vacancy_id) AND (other.stage = 'offer')))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_vacancy.vacancy_id AS row_key, 'withdrawn' AS status
FROM accepted_2
JOIN vacancies AS the_vacancy ON the_vacancy.vacancy_id = accepted_2.vacancy_id
""",
    ),
    (
        "vacancies_after_2_1",
        (),
        """
SELECT old.vacancy_id, old.unit_id, old.grade_id, old.published, old.experience, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM vacancies AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.vacancy_id
""",
    ),
    (
        "calls_3",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT 'E-0078' AS employee_id, '2026-03-20' AS starting, 7 AS length_wanted, NULL AS call_key, NULL AS place
WHERE (SELECT coalesce(sum(t3.salary), 0) FROM employees AS t3 WHERE t3.leave_left >= 18 AND t3.contract <> 'fixed-term') > 124545
""",
    ),
    (
        "accepted_3",
        ("employee_id", "starting", "length_wanted", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN employees AS the_employee ON the_employee.employee_id = calls_3.employee_id
WHERE (calls_3.starting >= date('2026-03-02', (+(7)) || ' days'))
AND ((calls_3.length_wanted >= 1) AND (calls_3.length_wanted <= 15))
AND (calls_3.length_wanted <= the_employee.leave_left)
AND ((SELECT count(*) FROM leave_requests_after_1_1 AS other WHERE ((other.employee_id = the_employee.employee_id) AND (other.status = 'open'))) < 2)
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("leave_id", "employee_id", "kind", "first_day", "length", "status"),
        """
SELECT printf('LV-%04d', (SELECT coalesce(max(CAST(substr(leave_id, 4) AS INTEGER)), 0) FROM leave_requests_after_1_1) + row_number() OVER ()) AS leave_id, the_employee.employee_id AS employee_id, 'annual' AS kind, accepted_3.starting AS first_day, accepted_3.length_wanted AS length, 'open' AS status
FROM accepted_3
JOIN employees AS the_employee ON the_employee.employee_id = accepted_3.employee_id
""",
    ),
    ("leave_requests_after_3_1", (), "SELECT * FROM leave_requests_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("application_id", "call_key", "place"),
        """
SELECT 'AP-0059' AS application_id, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT coalesce(sum(t3.salary), 0) FROM employees AS t3 WHERE t3.leave_left >= 18 AND t3.contract <> 'fixed-term') > 124545)
""",
    ),
    (
        "accepted_4",
        ("application_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN applications AS the_application ON the_application.application_id = calls_4.application_id
WHERE (the_application.stage = 'interview')
AND ((SELECT status FROM vacancies_after_2_1 WHERE vacancy_id = the_application.vacancy_id) = 'open')
AND ((SELECT years FROM candidates WHERE candidate_id = the_application.candidate_id) >= (SELECT experience FROM vacancies_after_2_1 WHERE vacancy_id = the_application.vacancy_id))
AND NOT EXISTS (SELECT 1 FROM applications AS other WHERE ((other.vacancy_id = the_application.vacancy_id) AND (other.stage = 'offer')))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("row_key", "stage"),
        """
SELECT the_application.application_id AS row_key, 'offer' AS stage
FROM accepted_4
JOIN applications AS the_application ON the_application.application_id = accepted_4.application_id
""",
    ),
    (
        "applications_after_4_1",
        (),
        """
SELECT old.application_id, old.vacancy_id, old.candidate_id, old.rating, iif(new.row_key IS NULL, old.stage, new.stage) AS stage
FROM applications AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.application_id
""",
    ),
]
AFTERWARDS = {
    "applications": "SELECT * FROM applications_after_4_1",
    "leave_requests": "SELECT * FROM leave_requests_after_3_1",
    "vacancies": "SELECT * FROM vacancies_after_2_1",
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
    asked = asked_for(before, after)
    return {name: place in asked for place, name in enumerate(CRITERIA, 1)}


def asked_for(before, after):
    """Numbers of the steps that would leave what is there, if they alone had been asked for; () if none would."""
    return next((some for some in SUBSETS if all(same_tables(before, after, some).values())), ())


def same_tables(before, after, some):
    """Which tables hold what they should."""
    steps = after_steps(before, some)
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


def after_steps(before, some):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = [f"asked (step) AS (VALUES ({'), ('.join(map(str, some))}))"]
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
