"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("message_id", "folder_id", "call_key", "place"),
        "SELECT 'MS-0151' AS message_id, 'FO-0075' AS folder_id, NULL AS call_key, NULL AS place",
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
        ("meeting_id", "person_id", "call_key", "place"),
        """
SELECT 'ME-0082' AS meeting_id, (SELECT organiser_id FROM meetings WHERE meeting_id = (SELECT meeting_id FROM invitations WHERE invitation_id = 'IN-0177')) AS person_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("meeting_id", "person_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN meetings AS the_meeting ON the_meeting.meeting_id = calls_2.meeting_id
JOIN people AS the_person ON the_person.person_id = calls_2.person_id
WHERE (the_meeting.status = 'planned')
AND (the_person.person_id <> the_meeting.organiser_id)
AND NOT EXISTS (SELECT 1 FROM invitations AS other WHERE ((other.meeting_id = the_meeting.meeting_id) AND (other.person_id = the_person.person_id)))
AND (((SELECT count(*) FROM invitations AS other WHERE ((other.meeting_id = the_meeting.meeting_id) AND (other.answer <> 'declined'))) + 1) < (SELECT seats FROM rooms WHERE room_id = the_meeting.room_id))
AND NOT EXISTS (SELECT 1 FROM invitations AS other WHERE ((other.person_id = the_person.person_id) AND (other.answer = 'accepted') AND ((SELECT day FROM meetings WHERE meeting_id = other.meeting_id) = the_meeting.day) AND ((SELECT slot FROM meetings WHERE meeting_id = other.meeting_id) = the_meeting.slot)))
""",
    ),
    (
        "change_2_1",
        ("invitation_id", "meeting_id", "person_id", "answer"),
        """
SELECT printf('IN-%04d', (SELECT coalesce(max(CAST(substr(invitation_id, 4) AS INTEGER)), 0) FROM invitations) + row_number() OVER ()) AS invitation_id, the_meeting.meeting_id AS meeting_id, the_person.person_id AS person_id, 'open' AS answer
FROM accepted_2
JOIN meetings AS the_meeting ON the_meeting.meeting_id = accepted_2.meeting_id
JOIN people AS the_person ON the_person.person_id = accepted_2.person_id
""",
    ),
    ("invitations_after_2_1", (), "SELECT * FROM invitations UNION ALL SELECT * FROM change_2_1"),
]
AFTERWARDS = {"invitations": "SELECT * FROM invitations_after_2_1", "messages": "SELECT * FROM messages_after_1_1"}
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
        "invitations_as_declared": same["invitations"],
        "messages_as_declared": same["messages"],
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
