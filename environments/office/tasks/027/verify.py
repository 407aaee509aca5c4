"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "people": "person_id",
    "rooms": "room_id",
    "meetings": "meeting_id",
    "invitations": "invitation_id",
    "folders": "folder_id",
    "messages": "message_id",
}
ANSWER = [
    "PE-0003",
    "PE-0004",
    "PE-0005",
    "PE-0007",
    "PE-0009",
    "PE-0010",
    "PE-0012",
    "PE-0014",
    "PE-0019",
    "PE-0021",
    "PE-0022",
    "PE-0028",
]
MEETINGS_CHANGED = [{"meeting_id": "ME-0077", "room_id": "RM-0010"}]


def verify(answer, before, after):
    given = _listed(answer)
    seen = _difference(before, after)
    return {
        "complete": all(one in given for one in ANSWER),
        "nothing_more": len(given) == len(ANSWER),
        "meetings_changed": seen.pop("meetings_changed", None) == MEETINGS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _listed(value):
    """Texts in a list, or in one text with commas, without regard to case and space."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return []
    return [" ".join(one.upper().split()) for one in value]


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    tables = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    touched = [(one, key, rows) for one, key, rows in tables if before.all(rows) != after.all(rows)]
    old = {(one, row[key]): row for one, key, rows in touched for row in before.all(rows)}
    new = {(one, row[key]): row for one, key, rows in touched for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items():
        known = old.get((table, key), {})
        if row != known:
            unlike = {name for name, one in row.items() if (name, one) not in known.items()} | {TABLES[table]}
            values = {name: fresh.get(one, one) for name, one in row.items() if name in unlike}
            found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
