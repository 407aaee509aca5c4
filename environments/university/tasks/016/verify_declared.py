"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("enrolment_id", "reached", "call_key", "place"),
        "SELECT 'EN-0275' AS enrolment_id, 105 AS reached, NULL AS call_key, NULL AS place",
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
        ("student_id", "section_id", "call_key", "place"),
        """
SELECT 'ST-0013' AS student_id, 'SE-0007' AS section_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("student_id", "section_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN students AS the_student ON the_student.student_id = calls_2.student_id
JOIN sections AS the_section ON the_section.section_id = calls_2.section_id
WHERE (the_student.dues < 500)
AND ((SELECT count(*) FROM enrolments_after_1_1 AS other WHERE ((other.section_id = the_section.section_id) AND (other.status = 'enrolled'))) < (SELECT seats FROM rooms WHERE room_id = the_section.room_id))
AND NOT EXISTS (SELECT 1 FROM enrolments_after_1_1 AS other WHERE ((other.student_id = the_student.student_id) AND ((SELECT course_id FROM sections WHERE section_id = other.section_id) = the_section.course_id) AND (other.status IN ('enrolled', 'passed'))))
AND (coalesce(((SELECT required_id FROM courses WHERE course_id = the_section.course_id) IS NULL), 0) OR EXISTS (SELECT 1 FROM enrolments_after_1_1 AS other WHERE ((other.student_id = the_student.student_id) AND coalesce(((SELECT course_id FROM sections WHERE section_id = other.section_id) IS (SELECT required_id FROM courses WHERE course_id = the_section.course_id)), 0) AND (other.status = 'passed'))))
AND NOT EXISTS (SELECT 1 FROM enrolments_after_1_1 AS other WHERE ((other.student_id = the_student.student_id) AND (other.status = 'enrolled') AND ((SELECT weekday FROM sections WHERE section_id = other.section_id) = the_section.weekday) AND ((SELECT period FROM sections WHERE section_id = other.section_id) = the_section.period)))
AND (((SELECT level FROM courses WHERE course_id = the_section.course_id) <> 'graduate') OR (the_student.degree <> 'bachelor'))
""",
    ),
    (
        "change_2_1",
        ("enrolment_id", "student_id", "section_id", "status", "grade"),
        """
SELECT printf('EN-%04d', (SELECT coalesce(max(CAST(substr(enrolment_id, 4) AS INTEGER)), 0) FROM enrolments_after_1_1) + row_number() OVER ()) AS enrolment_id, the_student.student_id AS student_id, the_section.section_id AS section_id, 'enrolled' AS status, NULL AS grade
FROM accepted_2
JOIN students AS the_student ON the_student.student_id = accepted_2.student_id
JOIN sections AS the_section ON the_section.section_id = accepted_2.section_id
""",
    ),
    ("enrolments_after_2_1", (), "SELECT * FROM enrolments_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "calls_3",
        ("section_id", "room_id", "call_key", "place"),
        "SELECT 'SE-0032' AS section_id, 'R-0013' AS room_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("section_id", "room_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN sections AS the_section ON the_section.section_id = calls_3.section_id
JOIN rooms AS the_room ON the_room.room_id = calls_3.room_id
WHERE NOT EXISTS (SELECT 1 FROM sections AS other WHERE ((other.room_id = the_room.room_id) AND (other.weekday = the_section.weekday) AND (other.period = the_section.period)))
AND ((SELECT count(*) FROM enrolments_after_2_1 AS other WHERE ((other.section_id = the_section.section_id) AND (other.status = 'enrolled'))) <= the_room.seats)
AND ((the_room.kind = 'laboratory') OR ((SELECT kind FROM rooms WHERE room_id = the_section.room_id) <> 'laboratory'))
""",
    ),
    (
        "change_3_1",
        ("row_key", "room_id"),
        """
SELECT the_section.section_id AS row_key, the_room.room_id AS room_id
FROM accepted_3
JOIN sections AS the_section ON the_section.section_id = accepted_3.section_id
JOIN rooms AS the_room ON the_room.room_id = accepted_3.room_id
""",
    ),
    (
        "sections_after_3_1",
        (),
        """
SELECT old.section_id, old.course_id, old.lecturer_id, iif(new.row_key IS NULL, old.room_id, new.room_id) AS room_id, old.weekday, old.period
FROM sections AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.section_id
""",
    ),
]
AFTERWARDS = {"enrolments": "SELECT * FROM enrolments_after_2_1", "sections": "SELECT * FROM sections_after_3_1"}
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
