"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("organiser_id", "room_id", "about", "on_day", "at", "call_key", "place"),
        "SELECT 'PE-0025' AS organiser_id, 'RM-0004' AS room_id, 'planning' AS about, '2026-01-22' AS on_day, '17:00' AS at, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("organiser_id", "room_id", "about", "on_day", "at", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN people AS the_organiser ON the_organiser.person_id = calls_1.organiser_id
JOIN rooms AS the_room ON the_room.room_id = calls_1.room_id
WHERE (calls_1.on_day > '2026-01-19')
AND NOT EXISTS (SELECT 1 FROM meetings AS other WHERE ((other.room_id = the_room.room_id) AND (other.day = calls_1.on_day) AND (other.slot = calls_1.at) AND (other.status = 'planned')))
AND NOT EXISTS (SELECT 1 FROM meetings AS other WHERE ((other.organiser_id = the_organiser.person_id) AND (other.day = calls_1.on_day) AND (other.slot = calls_1.at) AND (other.status = 'planned')))
AND ((the_room.equipment <> 'video') OR (the_organiser.level <> 'staff'))
AND ((calls_1.about <> 'training') OR (the_room.seats >= 6))
""",
    ),
    (
        "change_1_1",
        ("meeting_id", "organiser_id", "room_id", "topic", "day", "slot", "status"),
        """
SELECT printf('ME-%04d', (SELECT coalesce(max(CAST(substr(meeting_id, 4) AS INTEGER)), 0) FROM meetings) + row_number() OVER ()) AS meeting_id, the_organiser.person_id AS organiser_id, the_room.room_id AS room_id, accepted_1.about AS topic, accepted_1.on_day AS day, accepted_1.at AS slot, 'planned' AS status
FROM accepted_1
JOIN people AS the_organiser ON the_organiser.person_id = accepted_1.organiser_id
JOIN rooms AS the_room ON the_room.room_id = accepted_1.room_id
""",
    ),
    ("meetings_after_1_1", (), "SELECT * FROM meetings UNION ALL SELECT * FROM change_1_1"),
]
AFTERWARDS = {"meetings": "SELECT * FROM meetings_after_1_1"}
KEYS = {
    "people": "person_id",
    "rooms": "room_id",
    "meetings": "meeting_id",
    "invitations": "invitation_id",
    "folders": "folder_id",
    "messages": "message_id",
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
        "meetings_as_declared": same["meetings"],
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
