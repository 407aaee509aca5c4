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
ANSWER = 53
ENROLMENTS_CHANGED = {"EN-0039": {"status": "failed", "grade": 25}, "EN-0119": {"status": "dropped"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "right_answer": _number(answer) == ANSWER,
        "enrolments_changed": seen.pop("enrolments_changed", None) == ENROLMENTS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _number(value):
    """A number, also one in a text such as "1,250"; None for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", "")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


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
