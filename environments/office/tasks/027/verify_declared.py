"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("message_id", "folder_id", "call_key", "place"),
        """
SELECT 'MS-0033' AS message_id, 'FO-0089' AS folder_id, NULL AS call_key, NULL AS place
WHERE (SELECT count(*) FROM meetings AS t1 WHERE t1.slot = '09:00') > 39
""",
    ),
    (
        "accepted_1",
        ("message_id", "folder_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN messages AS the_message ON the_message.message_id = calls_1.message_id
JOIN folders AS the_folder ON the_folder.folder_id = calls_1.folder_id
WHERE (the_folder.person_id = (SELECT person_id FROM folders WHERE folder_id = the_message.folder_id))
AND (the_folder.folder_id <> the_message.folder_id)
AND (the_message.status <> 'unread')
""",
    ),
    (
        "change_1_1",
        ("row_key", "folder_id"),
        """
SELECT the_message.message_id AS row_key, the_folder.folder_id AS folder_id
FROM accepted_1
JOIN messages AS the_message ON the_message.message_id = accepted_1.message_id
JOIN folders AS the_folder ON the_folder.folder_id = accepted_1.folder_id
""",
    ),
    (
        "messages_after_1_1",
        (),
        """
SELECT old.message_id, old.subject, old.sender_id, iif(new.row_key IS NULL, old.folder_id, new.folder_id) AS folder_id, old.reply_to_id, old.sent, old.size, old.status
FROM messages AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.message_id
""",
    ),
    (
        "calls_2",
        ("meeting_id", "room_id", "call_key", "place"),
        """
SELECT (SELECT meeting_id FROM invitations WHERE invitation_id = 'IN-0049') AS meeting_id, (SELECT room_id FROM meetings WHERE meeting_id = 'ME-0014') AS room_id, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT count(*) FROM meetings AS t1 WHERE t1.slot = '09:00') > 39)
""",
    ),
    (
        "accepted_2",
        ("meeting_id", "room_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN meetings AS the_meeting ON the_meeting.meeting_id = calls_2.meeting_id
JOIN rooms AS the_room ON the_room.room_id = calls_2.room_id
WHERE (the_meeting.status = 'planned')
AND NOT EXISTS (SELECT 1 FROM meetings AS other WHERE ((other.room_id = the_room.room_id) AND (other.day = the_meeting.day) AND (other.slot = the_meeting.slot) AND (other.status = 'planned')))
AND ((SELECT count(*) FROM invitations AS other WHERE ((other.meeting_id = the_meeting.meeting_id) AND (other.answer <> 'declined'))) < the_room.seats)
""",
    ),
    (
        "change_2_1",
        ("row_key", "room_id"),
        """
SELECT the_meeting.meeting_id AS row_key, the_room.room_id AS room_id
FROM accepted_2
JOIN meetings AS the_meeting ON the_meeting.meeting_id = accepted_2.meeting_id
JOIN rooms AS the_room ON the_room.room_id = accepted_2.room_id
""",
    ),
    (
        "meetings_after_2_1",
        (),
        """
SELECT old.meeting_id, old.organiser_id, iif(new.row_key IS NULL, old.room_id, new.room_id) AS room_id, old.topic, old.day, old.slot, old.status
FROM meetings AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.meeting_id
""",
    ),
]
WANTED = """
SELECT t2.person_id FROM people AS t2 WHERE t2.team = 'sales'
"""
AFTERWARDS = {"meetings": "SELECT * FROM meetings_after_2_1", "messages": "SELECT * FROM messages_after_1_1"}
KEYS = {
    "people": "person_id",
    "rooms": "room_id",
    "meetings": "meeting_id",
    "invitations": "invitation_id",
    "folders": "folder_id",
    "messages": "message_id",
}


def verify(answer, before, after):
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "meetings_as_declared": same["meetings"],
        "messages_as_declared": same["messages"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """The ids of all rows, in any order."""
    return sorted(ids(answer)) == sorted(str(row[0]).lower() for row in wanted)


def ids(answer):
    """The ids that were given, one text with commas included."""
    parts = answer.split(",") if isinstance(answer, str) else answer if isinstance(answer, list) else ()
    return [one.strip().lower() if isinstance(one, str) else "?" for one in parts]


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
