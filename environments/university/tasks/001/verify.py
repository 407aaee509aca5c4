"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "departments": "department_id",
    "lecturers": "lecturer_id",
    "rooms": "room_id",
    "courses": "course_id",
    "sections": "section_id",
    "students": "student_id",
    "enrolments": "enrolment_id",
}
ENROLMENTS_ADDED = [
    {"student_id": "ST-0001", "section_id": "SE-0026", "status": "enrolled", "grade": None},
    {"student_id": "ST-0022", "section_id": "SE-0008", "status": "enrolled", "grade": None},
    {"student_id": "ST-0036", "section_id": "SE-0026", "status": "enrolled", "grade": None},
]
ENROLMENTS_CHANGED = {"EN-0215": {"status": "passed", "grade": 65}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "enrolments_added": seen.pop("enrolments_added", None) == ENROLMENTS_ADDED,
        "enrolments_changed": seen.pop("enrolments_changed", None) == ENROLMENTS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added (without their keys), changed and removed."""
    old, new, fresh, found = {}, {}, {}, {}
    for table, key in TABLES.items():
        old[table] = {row[key]: row for row in before.all(f"SELECT * FROM {table}")}
        new[table] = {row[key]: row for row in after.all(f"SELECT * FROM {table}")}
        fresh.update({one: f"new {table}" for one in new[table] if one not in old[table]})
    for table, key in TABLES.items():
        added = [
            {name: fresh.get(value, value) for name, value in row.items() if name != key}
            for one, row in new[table].items()
            if one not in old[table]
        ]
        changed = {
            one: {name: value for name, value in row.items() if value != old[table][one][name]}
            for one, row in new[table].items()
            if one in old[table] and row != old[table][one]
        }
        removed = sorted(one for one in old[table] if one not in new[table])
        found[f"{table}_added"] = sorted(added, key=repr)
        found[f"{table}_changed"] = changed
        found[f"{table}_removed"] = removed
    return {name: one for name, one in found.items() if one}
