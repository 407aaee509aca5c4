"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("meeting_id", "room_id", "call_key", "place"),
        """
SELECT t1.meeting_id AS meeting_id, 'RM-0004' AS room_id, t1.meeting_id AS call_key, NULL AS place
FROM meetings AS t1
WHERE t1.room_id = 'RM-0003'
""",
    ),
    (
        "accepted_1",
        ("meeting_id", "room_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN meetings AS the_meeting ON the_meeting.meeting_id = calls_1.meeting_id
JOIN rooms AS the_room ON the_room.room_id = calls_1.room_id
WHERE (the_meeting.status = 'planned')
AND NOT EXISTS (SELECT 1 FROM meetings AS other WHERE ((other.room_id = the_room.room_id) AND (other.day = the_meeting.day) AND (other.slot = the_meeting.slot) AND (other.status = 'planned')))
AND ((SELECT count(*) FROM invitations AS other WHERE ((other.meeting_id = the_meeting.meeting_id) AND (other.answer <> 'declined'))) < the_room.seats)
""",
    ),
    (
        "change_1_1",
        ("row_key", "room_id"),
        """
SELECT the_meeting.meeting_id AS row_key, the_room.room_id AS room_id
FROM accepted_1
JOIN meetings AS the_meeting ON the_meeting.meeting_id = accepted_1.meeting_id
JOIN rooms AS the_room ON the_room.room_id = accepted_1.room_id
""",
    ),
    (
        "meetings_after_1_1",
        (),
        """
SELECT old.meeting_id, old.organiser_id, iif(new.row_key IS NULL, old.room_id, new.room_id) AS room_id, old.topic, old.day, old.slot, old.status
FROM meetings AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.meeting_id
""",
    ),
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
    same = same_tables(before, after)
    return {
        "meetings_as_declared": same["meetings"],
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
