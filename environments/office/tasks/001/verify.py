"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "people": "person_id",
    "rooms": "room_id",
    "meetings": "meeting_id",
    "invitations": "invitation_id",
    "folders": "folder_id",
    "messages": "message_id",
}
INVITATIONS_ADDED = [{"meeting_id": "ME-0068", "person_id": "PE-0015", "answer": "open"}]
INVITATIONS_CHANGED = {
    "IN-0183": {"answer": "declined"},
    "IN-0219": {"answer": "declined"},
    "IN-0237": {"answer": "declined"},
}
MEETINGS_CHANGED = {
    "ME-0073": {"status": "cancelled"},
    "ME-0075": {"status": "cancelled"},
    "ME-0086": {"room_id": "RM-0006"},
}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "invitations_added": seen.pop("invitations_added", None) == INVITATIONS_ADDED,
        "invitations_changed": seen.pop("invitations_changed", None) == INVITATIONS_CHANGED,
        "meetings_changed": seen.pop("meetings_changed", None) == MEETINGS_CHANGED,
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
