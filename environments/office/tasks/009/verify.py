"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "people": "person_id",
    "rooms": "room_id",
    "meetings": "meeting_id",
    "invitations": "invitation_id",
    "folders": "folder_id",
    "messages": "message_id",
}
INVITATIONS_ADDED = [
    {"invitation_id": "new invitations", "meeting_id": "ME-0071", "person_id": "PE-0014", "answer": "open"}
]
MEETINGS_CHANGED = [{"meeting_id": "ME-0069", "room_id": "RM-0009"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "invitations_added": seen.pop("invitations_added", None) == INVITATIONS_ADDED,
        "meetings_changed": seen.pop("meetings_changed", None) == MEETINGS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    names = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    old = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in before.all(rows)}
    new = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items() - old.items():
        known = old.get((table, key), ())
        values = {name: fresh.get(one, one) for name, one in row if name == TABLES[table] or (name, one) not in known}
        found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
