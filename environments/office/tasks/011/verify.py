"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "people": "person_id",
    "rooms": "room_id",
    "meetings": "meeting_id",
    "invitations": "invitation_id",
    "folders": "folder_id",
    "messages": "message_id",
}
INVITATIONS_CHANGED = [
    {"invitation_id": "IN-0049", "answer": "declined"},
    {"invitation_id": "IN-0236", "answer": "declined"},
]
MEETINGS_CHANGED = [{"meeting_id": "ME-0033", "status": "cancelled"}]
MESSAGES_CHANGED = [{"message_id": "MS-0115", "folder_id": "FO-0056"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "invitations_changed": seen.pop("invitations_changed", None) == INVITATIONS_CHANGED,
        "meetings_changed": seen.pop("meetings_changed", None) == MEETINGS_CHANGED,
        "messages_changed": seen.pop("messages_changed", None) == MESSAGES_CHANGED,
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
