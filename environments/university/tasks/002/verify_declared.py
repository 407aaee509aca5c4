"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("section_id", "room_id", "call_key", "place"),
        "SELECT 'SE-0032' AS section_id, 'R-0015' AS room_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("section_id", "room_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN sections AS the_section ON the_section.section_id = calls_1.section_id
JOIN rooms AS the_room ON the_room.room_id = calls_1.room_id
WHERE NOT EXISTS (SELECT 1 FROM sections AS other WHERE ((other.room_id = the_room.room_id) AND (other.weekday = the_section.weekday) AND (other.period = the_section.period)))
AND ((SELECT count(*) FROM enrolments AS other WHERE ((other.section_id = the_section.section_id) AND (other.status = 'enrolled'))) <= the_room.seats)
AND ((the_room.kind = 'laboratory') OR ((SELECT kind FROM rooms WHERE room_id = the_section.room_id) <> 'laboratory'))
""",
    ),
    (
        "change_1_1",
        ("row_key", "room_id"),
        """
SELECT the_section.section_id AS row_key, the_room.room_id AS room_id
FROM accepted_1
JOIN sections AS the_section ON the_section.section_id = accepted_1.section_id
JOIN rooms AS the_room ON the_room.room_id = accepted_1.room_id
""",
    ),
    (
        "sections_after_1_1",
        (),
        """
SELECT old.section_id, old.course_id, old.lecturer_id, iif(new.row_key IS NULL, old.room_id, new.room_id) AS room_id, old.weekday, old.period
FROM sections AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.section_id
""",
    ),
]
AFTERWARDS = {"sections": "SELECT * FROM sections_after_1_1"}
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
