"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("student_id", "section_id", "call_key", "place"),
        "SELECT 'ST-0068' AS student_id, 'SE-0027' AS section_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("student_id", "section_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN students AS the_student ON the_student.student_id = calls_1.student_id
JOIN sections AS the_section ON the_section.section_id = calls_1.section_id
WHERE (the_student.dues < 500)
AND ((SELECT count(*) FROM enrolments AS other WHERE ((other.section_id = the_section.section_id) AND (other.status = 'enrolled'))) < (SELECT seats FROM rooms WHERE room_id = the_section.room_id))
AND NOT EXISTS (SELECT 1 FROM enrolments AS other WHERE ((other.student_id = the_student.student_id) AND ((SELECT course_id FROM sections WHERE section_id = other.section_id) = the_section.course_id) AND (other.status IN ('enrolled', 'passed'))))
AND (coalesce(((SELECT required_id FROM courses WHERE course_id = the_section.course_id) IS NULL), 0) OR EXISTS (SELECT 1 FROM enrolments AS other WHERE ((other.student_id = the_student.student_id) AND coalesce(((SELECT course_id FROM sections WHERE section_id = other.section_id) IS (SELECT required_id FROM courses WHERE course_id = the_section.course_id)), 0) AND (other.status = 'passed'))))
AND NOT EXISTS (SELECT 1 FROM enrolments AS other WHERE ((other.student_id = the_student.student_id) AND (other.status = 'enrolled') AND ((SELECT weekday FROM sections WHERE section_id = other.section_id) = the_section.weekday) AND ((SELECT period FROM sections WHERE section_id = other.section_id) = the_section.period)))
AND (((SELECT level FROM courses WHERE course_id = the_section.course_id) <> 'graduate') OR (the_student.degree <> 'bachelor'))
""",
    ),
    (
        "change_1_1",
        ("enrolment_id", "student_id", "section_id", "status", "grade"),
        """
SELECT printf('EN-%04d', (SELECT coalesce(max(CAST(substr(enrolment_id, 4) AS INTEGER)), 0) FROM enrolments) + row_number() OVER ()) AS enrolment_id, the_student.student_id AS student_id, the_section.section_id AS section_id, 'enrolled' AS status, NULL AS grade
FROM accepted_1
JOIN students AS the_student ON the_student.student_id = accepted_1.student_id
JOIN sections AS the_section ON the_section.section_id = accepted_1.section_id
""",
    ),
    ("enrolments_after_1_1", (), "SELECT * FROM enrolments UNION ALL SELECT * FROM change_1_1"),
    (
        "calls_2",
        ("enrolment_id", "reached", "call_key", "place"),
        """
SELECT 'EN-0319' AS enrolment_id, 85 AS reached, NULL AS call_key, NULL AS place
WHERE (SELECT count(*) FROM lecturers AS t1 WHERE t1.load_limit <= 2 AND t1.position = 'assistant') > 6
""",
    ),
    (
        "accepted_2",
        ("enrolment_id", "reached", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN enrolments_after_1_1 AS the_enrolment ON the_enrolment.enrolment_id = calls_2.enrolment_id
WHERE (the_enrolment.status = 'enrolled')
AND ((calls_2.reached >= 0) AND (calls_2.reached <= 100))
""",
    ),
    (
        "change_2_1",
        ("row_key", "grade", "status"),
        """
SELECT the_enrolment.enrolment_id AS row_key, accepted_2.reached AS grade, iif((accepted_2.reached >= 50), 'passed', 'failed') AS status
FROM accepted_2
JOIN enrolments_after_1_1 AS the_enrolment ON the_enrolment.enrolment_id = accepted_2.enrolment_id
""",
    ),
    (
        "enrolments_after_2_1",
        (),
        """
SELECT old.enrolment_id, old.student_id, old.section_id, iif(new.row_key IS NULL, old.status, new.status) AS status, iif(new.row_key IS NULL, old.grade, new.grade) AS grade
FROM enrolments_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.enrolment_id
""",
    ),
    (
        "calls_3",
        ("student_id", "section_id", "call_key", "place"),
        """
SELECT (SELECT student_id FROM enrolments_after_1_1 WHERE enrolment_id = 'EN-0156') AS student_id, 'SE-0027' AS section_id, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT count(*) FROM lecturers AS t1 WHERE t1.load_limit <= 2 AND t1.position = 'assistant') > 6)
""",
    ),
    (
        "accepted_3",
        ("student_id", "section_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN students AS the_student ON the_student.student_id = calls_3.student_id
JOIN sections AS the_section ON the_section.section_id = calls_3.section_id
WHERE (the_student.dues < 500)
AND ((SELECT count(*) FROM enrolments_after_2_1 AS other WHERE ((other.section_id = the_section.section_id) AND (other.status = 'enrolled'))) < (SELECT seats FROM rooms WHERE room_id = the_section.room_id))
AND NOT EXISTS (SELECT 1 FROM enrolments_after_2_1 AS other WHERE ((other.student_id = the_student.student_id) AND ((SELECT course_id FROM sections WHERE section_id = other.section_id) = the_section.course_id) AND (other.status IN ('enrolled', 'passed'))))
AND (coalesce(((SELECT required_id FROM courses WHERE course_id = the_section.course_id) IS NULL), 0) OR EXISTS (SELECT 1 FROM enrolments_after_2_1 AS other WHERE ((other.student_id = the_student.student_id) AND coalesce(((SELECT course_id FROM sections WHERE section_id = other.section_id) IS (SELECT required_id FROM courses WHERE course_id = the_section.course_id)), 0) AND (other.status = 'passed'))))
AND NOT EXISTS (SELECT 1 FROM enrolments_after_2_1 AS other WHERE ((other.student_id = the_student.student_id) AND (other.status = 'enrolled') AND ((SELECT weekday FROM sections WHERE section_id = other.section_id) = the_section.weekday) AND ((SELECT period FROM sections WHERE section_id = other.section_id) = the_section.period)))
AND (((SELECT level FROM courses WHERE course_id = the_section.course_id) <> 'graduate') OR (the_student.degree <> 'bachelor'))
""",
    ),
    (
        "change_3_1",
        ("enrolment_id", "student_id", "section_id", "status", "grade"),
        """
SELECT printf('EN-%04d', (SELECT coalesce(max(CAST(substr(enrolment_id, 4) AS INTEGER)), 0) FROM enrolments_after_2_1) + row_number() OVER ()) AS enrolment_id, the_student.student_id AS student_id, the_section.section_id AS section_id, 'enrolled' AS status, NULL AS grade
FROM accepted_3
JOIN students AS the_student ON the_student.student_id = accepted_3.student_id
JOIN sections AS the_section ON the_section.section_id = accepted_3.section_id
""",
    ),
    ("enrolments_after_3_1", (), "SELECT * FROM enrolments_after_2_1 UNION ALL SELECT * FROM change_3_1"),
]
AFTERWARDS = {"enrolments": "SELECT * FROM enrolments_after_3_1"}
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
    same = same_tables(before, after)
    return {
        "enrolments_as_declared": same["enrolments"],
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
