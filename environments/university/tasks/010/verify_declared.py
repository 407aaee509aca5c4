"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("enrolment_id", "reached", "call_key", "place"),
        "SELECT 'EN-0115' AS enrolment_id, 80 AS reached, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("enrolment_id", "reached", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN enrolments AS the_enrolment ON the_enrolment.enrolment_id = calls_1.enrolment_id
WHERE (the_enrolment.status = 'enrolled')
AND ((calls_1.reached >= 0) AND (calls_1.reached <= 100))
""",
    ),
    (
        "change_1_1",
        ("row_key", "grade", "status"),
        """
SELECT the_enrolment.enrolment_id AS row_key, accepted_1.reached AS grade, iif((accepted_1.reached >= 50), 'passed', 'failed') AS status
FROM accepted_1
JOIN enrolments AS the_enrolment ON the_enrolment.enrolment_id = accepted_1.enrolment_id
""",
    ),
    (
        "enrolments_after_1_1",
        (),
        """
SELECT old.enrolment_id, old.student_id, old.section_id, iif(new.row_key IS NULL, old.status, new.status) AS status, iif(new.row_key IS NULL, old.grade, new.grade) AS grade
FROM enrolments AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.enrolment_id
""",
    ),
    (
        "calls_2",
        ("enrolment_id", "call_key", "place"),
        "SELECT 'EN-0106' AS enrolment_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
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
    (
        "calls_3",
        ("enrolment_id", "reached", "call_key", "place"),
        "SELECT 'EN-0146' AS enrolment_id, 110 AS reached, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("enrolment_id", "reached", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN enrolments_after_2_1 AS the_enrolment ON the_enrolment.enrolment_id = calls_3.enrolment_id
WHERE (the_enrolment.status = 'enrolled')
AND ((calls_3.reached >= 0) AND (calls_3.reached <= 100))
""",
    ),
    (
        "change_3_1",
        ("row_key", "grade", "status"),
        """
SELECT the_enrolment.enrolment_id AS row_key, accepted_3.reached AS grade, iif((accepted_3.reached >= 50), 'passed', 'failed') AS status
FROM accepted_3
JOIN enrolments_after_2_1 AS the_enrolment ON the_enrolment.enrolment_id = accepted_3.enrolment_id
""",
    ),
    (
        "enrolments_after_3_1",
        (),
        """
SELECT old.enrolment_id, old.student_id, old.section_id, iif(new.row_key IS NULL, old.status, new.status) AS status, iif(new.row_key IS NULL, old.grade, new.grade) AS grade
FROM enrolments_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.enrolment_id
""",
    ),
    (
        "calls_4",
        ("section_id", "lecturer_id", "call_key", "place"),
        """
SELECT 'SE-0024' AS section_id, 'LE-0002' AS lecturer_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("section_id", "lecturer_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN sections AS the_section ON the_section.section_id = calls_4.section_id
JOIN lecturers AS the_lecturer ON the_lecturer.lecturer_id = calls_4.lecturer_id
WHERE (the_lecturer.lecturer_id <> the_section.lecturer_id)
AND (the_lecturer.department_id = (SELECT department_id FROM courses WHERE course_id = the_section.course_id))
AND ((SELECT count(*) FROM sections AS other WHERE (other.lecturer_id = the_lecturer.lecturer_id)) < the_lecturer.load_limit)
AND NOT EXISTS (SELECT 1 FROM sections AS other WHERE ((other.lecturer_id = the_lecturer.lecturer_id) AND (other.weekday = the_section.weekday) AND (other.period = the_section.period)))
""",
    ),
    (
        "change_4_1",
        ("row_key", "lecturer_id"),
        """
SELECT the_section.section_id AS row_key, the_lecturer.lecturer_id AS lecturer_id
FROM accepted_4
JOIN sections AS the_section ON the_section.section_id = accepted_4.section_id
JOIN lecturers AS the_lecturer ON the_lecturer.lecturer_id = accepted_4.lecturer_id
""",
    ),
    (
        "sections_after_4_1",
        (),
        """
SELECT old.section_id, old.course_id, iif(new.row_key IS NULL, old.lecturer_id, new.lecturer_id) AS lecturer_id, old.room_id, old.weekday, old.period
FROM sections AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.section_id
""",
    ),
]
AFTERWARDS = {"enrolments": "SELECT * FROM enrolments_after_3_1", "sections": "SELECT * FROM sections_after_4_1"}
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
        "sections_as_declared": same["sections"],
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
