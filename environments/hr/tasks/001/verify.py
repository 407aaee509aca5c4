"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "units": "unit_id",
    "grades": "grade_id",
    "employees": "employee_id",
    "leave_requests": "leave_id",
    "vacancies": "vacancy_id",
    "candidates": "candidate_id",
    "applications": "application_id",
}
APPLICATIONS_CHANGED = {"AP-0096": {"stage": "offer"}}
EMPLOYEES_CHANGED = {"E-0008": {"salary": 5950}, "E-0018": {"unit_id": "UN-0008"}, "E-0044": {"unit_id": "UN-0008"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "applications_changed": seen.pop("applications_changed", None) == APPLICATIONS_CHANGED,
        "employees_changed": seen.pop("employees_changed", None) == EMPLOYEES_CHANGED,
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
