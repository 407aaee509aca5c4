"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("section_id", "lecturer_id", "call_key", "place"),
        "SELECT 'SE-0017' AS section_id, 'LE-0008' AS lecturer_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("section_id", "lecturer_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN sections AS the_section ON the_section.section_id = calls_1.section_id
JOIN lecturers AS the_lecturer ON the_lecturer.lecturer_id = calls_1.lecturer_id
WHERE (the_lecturer.lecturer_id <> the_section.lecturer_id)
AND (the_lecturer.department_id = (SELECT department_id FROM courses WHERE course_id = the_section.course_id))
AND ((SELECT count(*) FROM sections AS other WHERE (other.lecturer_id = the_lecturer.lecturer_id)) < the_lecturer.load_limit)
AND NOT EXISTS (SELECT 1 FROM sections AS other WHERE ((other.lecturer_id = the_lecturer.lecturer_id) AND (other.weekday = the_section.weekday) AND (other.period = the_section.period)))
""",
    ),
    (
        "change_1_1",
        ("row_key", "lecturer_id"),
        """
SELECT the_section.section_id AS row_key, the_lecturer.lecturer_id AS lecturer_id
FROM accepted_1
JOIN sections AS the_section ON the_section.section_id = accepted_1.section_id
JOIN lecturers AS the_lecturer ON the_lecturer.lecturer_id = accepted_1.lecturer_id
""",
    ),
    (
        "sections_after_1_1",
        (),
        """
SELECT old.section_id, old.course_id, iif(new.row_key IS NULL, old.lecturer_id, new.lecturer_id) AS lecturer_id, old.room_id, old.weekday, old.period
FROM sections AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.section_id
""",
    ),
    (
        "calls_2",
        ("section_id", "room_id", "call_key", "place"),
        """
SELECT 'SE-0017' AS section_id, 'R-0012' AS room_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("section_id", "room_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN sections_after_1_1 AS the_section ON the_section.section_id = calls_2.section_id
JOIN rooms AS the_room ON the_room.room_id = calls_2.room_id
WHERE NOT EXISTS (SELECT 1 FROM sections_after_1_1 AS other WHERE ((other.room_id = the_room.room_id) AND (other.weekday = the_section.weekday) AND (other.period = the_section.period)))
AND ((SELECT count(*) FROM enrolments AS other WHERE ((other.section_id = the_section.section_id) AND (other.status = 'enrolled'))) <= the_room.seats)
AND ((the_room.kind = 'laboratory') OR ((SELECT kind FROM rooms WHERE room_id = the_section.room_id) <> 'laboratory'))
""",
    ),
    (
        "change_2_1",
        ("row_key", "room_id"),
        """
SELECT the_section.section_id AS row_key, the_room.room_id AS room_id
FROM accepted_2
JOIN sections_after_1_1 AS the_section ON the_section.section_id = accepted_2.section_id
JOIN rooms AS the_room ON the_room.room_id = accepted_2.room_id
""",
    ),
    (
        "sections_after_2_1",
        (),
        """
SELECT old.section_id, old.course_id, old.lecturer_id, iif(new.row_key IS NULL, old.room_id, new.room_id) AS room_id, old.weekday, old.period
FROM sections_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.section_id
""",
    ),
    (
        "calls_3",
        ("section_id", "room_id", "call_key", "place"),
        "SELECT (SELECT section_id FROM enrolments WHERE enrolment_id = 'EN-0099') AS section_id, 'R-0005' AS room_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("section_id", "room_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN sections_after_2_1 AS the_section ON the_section.section_id = calls_3.section_id
JOIN rooms AS the_room ON the_room.room_id = calls_3.room_id
WHERE NOT EXISTS (SELECT 1 FROM sections_after_2_1 AS other WHERE ((other.room_id = the_room.room_id) AND (other.weekday = the_section.weekday) AND (other.period = the_section.period)))
AND ((SELECT count(*) FROM enrolments AS other WHERE ((other.section_id = the_section.section_id) AND (other.status = 'enrolled'))) <= the_room.seats)
AND ((the_room.kind = 'laboratory') OR ((SELECT kind FROM rooms WHERE room_id = the_section.room_id) <> 'laboratory'))
""",
    ),
    (
        "change_3_1",
        ("row_key", "room_id"),
        """
SELECT the_section.section_id AS row_key, the_room.room_id AS room_id
FROM accepted_3
JOIN sections_after_2_1 AS the_section ON the_section.section_id = accepted_3.section_id
JOIN rooms AS the_room ON the_room.room_id = accepted_3.room_id
""",
    ),
    (
        "sections_after_3_1",
        (),
        """
SELECT old.section_id, old.course_id, old.lecturer_id, iif(new.row_key IS NULL, old.room_id, new.room_id) AS room_id, old.weekday, old.period
FROM sections_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.section_id
""",
    ),
    (
        "calls_4",
        ("section_id", "room_id", "call_key", "place"),
        """
SELECT (SELECT section_id FROM enrolments WHERE enrolment_id = 'EN-0099') AS section_id, 'R-0008' AS room_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("section_id", "room_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN sections_after_3_1 AS the_section ON the_section.section_id = calls_4.section_id
JOIN rooms AS the_room ON the_room.room_id = calls_4.room_id
WHERE NOT EXISTS (SELECT 1 FROM sections_after_3_1 AS other WHERE ((other.room_id = the_room.room_id) AND (other.weekday = the_section.weekday) AND (other.period = the_section.period)))
AND ((SELECT count(*) FROM enrolments AS other WHERE ((other.section_id = the_section.section_id) AND (other.status = 'enrolled'))) <= the_room.seats)
AND ((the_room.kind = 'laboratory') OR ((SELECT kind FROM rooms WHERE room_id = the_section.room_id) <> 'laboratory'))
""",
    ),
    (
        "change_4_1",
        ("row_key", "room_id"),
        """
SELECT the_section.section_id AS row_key, the_room.room_id AS room_id
FROM accepted_4
JOIN sections_after_3_1 AS the_section ON the_section.section_id = accepted_4.section_id
JOIN rooms AS the_room ON the_room.room_id = accepted_4.room_id
""",
    ),
    (
        "sections_after_4_1",
        (),
        """
SELECT old.section_id, old.course_id, old.lecturer_id, iif(new.row_key IS NULL, old.room_id, new.room_id) AS room_id, old.weekday, old.period
FROM sections_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.section_id
""",
    ),
]
AFTERWARDS = {"sections": "SELECT * FROM sections_after_4_1"}
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
        "sections_as_declared": same["sections"],
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
