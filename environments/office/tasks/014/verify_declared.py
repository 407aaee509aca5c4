"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("meeting_id", "room_id", "call_key", "place"),
        "SELECT 'ME-0064' AS meeting_id, 'RM-0007' AS room_id, NULL AS call_key, NULL AS place",
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
    (
        "calls_2",
        ("organiser_id", "room_id", "about", "on_day", "at", "call_key", "place"),
        """
SELECT 'PE-0021' AS organiser_id, 'RM-0008' AS room_id, 'review' AS about, '2026-01-29' AS on_day, '11:00' AS at, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("organiser_id", "room_id", "about", "on_day", "at", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN people AS the_organiser ON the_organiser.person_id = calls_2.organiser_id
JOIN rooms AS the_room ON the_room.room_id = calls_2.room_id
WHERE (calls_2.on_day > '2026-01-19')
AND NOT EXISTS (SELECT 1 FROM meetings_after_1_1 AS other WHERE ((other.room_id = the_room.room_id) AND (other.day = calls_2.on_day) AND (other.slot = calls_2.at) AND (other.status = 'planned')))
AND NOT EXISTS (SELECT 1 FROM meetings_after_1_1 AS other WHERE ((other.organiser_id = the_organiser.person_id) AND (other.day = calls_2.on_day) AND (other.slot = calls_2.at) AND (other.status = 'planned')))
AND ((the_room.equipment <> 'video') OR (the_organiser.level <> 'staff'))
AND ((calls_2.about <> 'training') OR (the_room.seats >= 6))
""",
    ),
    (
        "change_2_1",
        ("meeting_id", "organiser_id", "room_id", "topic", "day", "slot", "status"),
        """
SELECT printf('ME-%04d', (SELECT coalesce(max(CAST(substr(meeting_id, 4) AS INTEGER)), 0) FROM meetings_after_1_1) + row_number() OVER ()) AS meeting_id, the_organiser.person_id AS organiser_id, the_room.room_id AS room_id, accepted_2.about AS topic, accepted_2.on_day AS day, accepted_2.at AS slot, 'planned' AS status
FROM accepted_2
JOIN people AS the_organiser ON the_organiser.person_id = accepted_2.organiser_id
JOIN rooms AS the_room ON the_room.room_id = accepted_2.room_id
""",
    ),
    ("meetings_after_2_1", (), "SELECT * FROM meetings_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    ("calls_3", ("meeting_id", "call_key", "place"), "SELECT 'ME-0061' AS meeting_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("meeting_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN meetings_after_2_1 AS the_meeting ON the_meeting.meeting_id = calls_3.meeting_id
WHERE (the_meeting.status = 'planned')
AND ((the_meeting.topic <> 'interview') OR (the_meeting.day > date('2026-01-19', (+(4)) || ' days')))
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_meeting.meeting_id AS row_key, 'cancelled' AS status
FROM accepted_3
JOIN meetings_after_2_1 AS the_meeting ON the_meeting.meeting_id = accepted_3.meeting_id
""",
    ),
    (
        "meetings_after_3_1",
        (),
        """
SELECT old.meeting_id, old.organiser_id, old.room_id, old.topic, old.day, old.slot, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM meetings_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.meeting_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "answer"),
        """
SELECT other.invitation_id AS row_key, 'declined' AS answer
FROM accepted_3
JOIN meetings_after_2_1 AS the_meeting ON the_meeting.meeting_id = accepted_3.meeting_id
JOIN invitations AS other ON (other.meeting_id = the_meeting.meeting_id)
""",
    ),
    (
        "invitations_after_3_2",
        (),
        """
SELECT old.invitation_id, old.meeting_id, old.person_id, iif(new.row_key IS NULL, old.answer, new.answer) AS answer
FROM invitations AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.invitation_id
""",
    ),
    (
        "calls_4",
        ("meeting_id", "call_key", "place"),
        "SELECT 'ME-0031' AS meeting_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("meeting_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN meetings_after_3_1 AS the_meeting ON the_meeting.meeting_id = calls_4.meeting_id
WHERE (the_meeting.status = 'planned')
AND ((the_meeting.topic <> 'interview') OR (the_meeting.day > date('2026-01-19', (+(4)) || ' days')))
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_meeting.meeting_id AS row_key, 'cancelled' AS status
FROM accepted_4
JOIN meetings_after_3_1 AS the_meeting ON the_meeting.meeting_id = accepted_4.meeting_id
""",
    ),
    (
        "meetings_after_4_1",
        (),
        """
SELECT old.meeting_id, old.organiser_id, old.room_id, old.topic, old.day, old.slot, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM meetings_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.meeting_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "answer"),
        """
SELECT other.invitation_id AS row_key, 'declined' AS answer
FROM accepted_4
JOIN meetings_after_3_1 AS the_meeting ON the_meeting.meeting_id = accepted_4.meeting_id
JOIN invitations_after_3_2 AS other ON (other.meeting_id = the_meeting.meeting_id)
""",
    ),
    (
        "invitations_after_4_2",
        (),
        """
SELECT old.invitation_id, old.meeting_id, old.person_id, iif(new.row_key IS NULL, old.answer, new.answer) AS answer
FROM invitations_after_3_2 AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.invitation_id
""",
    ),
]
AFTERWARDS = {"invitations": "SELECT * FROM invitations_after_4_2", "meetings": "SELECT * FROM meetings_after_4_1"}
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
