"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("enrolment_id", "call_key", "place"),
        "SELECT 'EN-0134' AS enrolment_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("enrolment_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN enrolments AS the_enrolment ON the_enrolment.enrolment_id = calls_1.enrolment_id
WHERE (the_enrolment.status = 'enrolled')
AND ((SELECT count(*) FROM enrolments AS other WHERE ((other.student_id = the_enrolment.student_id) AND (other.status = 'enrolled'))) > 1)
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_enrolment.enrolment_id AS row_key, 'dropped' AS status
FROM accepted_1
JOIN enrolments AS the_enrolment ON the_enrolment.enrolment_id = accepted_1.enrolment_id
""",
    ),
    (
        "enrolments_after_1_1",
        (),
        """
SELECT old.enrolment_id, old.student_id, old.section_id, iif(new.row_key IS NULL, old.status, new.status) AS status, old.grade
FROM enrolments AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.enrolment_id
""",
    ),
    (
        "calls_2",
        ("enrolment_id", "call_key", "place"),
        "SELECT 'EN-0057' AS enrolment_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("enrolment_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN enrolments_after_1_1 AS the_enrolment ON the_enrolment.enrolment_id = calls_2.enrolment_id
WHERE (the_enrolment.status = 'enrolled')
AND ((SELECT count(*) FROM enrolments_after_1_1 AS other WHERE ((other.student_id = the_enrolment.student_id) AND (other.status = 'enrolled'))) > 1)
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_enrolment.enrolment_id AS row_key, 'dropped' AS status
FROM accepted_2
JOIN enrolments_after_1_1 AS the_enrolment ON the_enrolment.enrolment_id = accepted_2.enrolment_id
""",
    ),
    (
        "enrolments_after_2_1",
        (),
        """
SELECT old.enrolment_id, old.student_id, old.section_id, iif(new.row_key IS NULL, old.status, new.status) AS status, old.grade
FROM enrolments_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.enrolment_id
""",
    ),
]
AFTERWARDS = {"enrolments": "SELECT * FROM enrolments_after_2_1"}
KEYS = {
    "departments": "department_id",
    "lecturers": "lecturer_id",
    "rooms": "room_id",
    "courses": "course_id",
    "sections": "section_id",
    "students": "student_id",
    "enrolments": "enrolment_id",
}


def verify(answer, before, after):
    steps = after_steps(before)
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
        "enrolments_as_declared": same["enrolments"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


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
