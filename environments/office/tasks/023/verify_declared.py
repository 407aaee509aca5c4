"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

STEPS = [
    (
        "calls_1",
        ("meeting_id", "room_id", "call_key", "place"),
        "SELECT 'ME-0068' AS meeting_id, 'RM-0002' AS room_id, NULL AS call_key, NULL AS place",
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
        ("meeting_id", "room_id", "call_key", "place"),
        """
SELECT (SELECT meeting_id FROM invitations WHERE invitation_id = 'IN-0001') AS meeting_id, (SELECT room_id FROM rooms WHERE name = 'Jade') AS room_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("meeting_id", "room_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN meetings_after_1_1 AS the_meeting ON the_meeting.meeting_id = calls_2.meeting_id
JOIN rooms AS the_room ON the_room.room_id = calls_2.room_id
WHERE (the_meeting.status = 'planned')
AND NOT EXISTS (SELECT 1 FROM meetings_after_1_1 AS other WHERE ((other.room_id = the_room.room_id) AND (other.day = the_meeting.day) AND (other.slot = the_meeting.slot) AND (other.status = 'planned')))
AND ((SELECT count(*) FROM invitations AS other WHERE ((other.meeting_id = the_meeting.meeting_id) AND (other.answer <> 'declined'))) < the_room.seats)
""",
    ),
    (
        "change_2_1",
        ("row_key", "room_id"),
        """
SELECT the_meeting.meeting_id AS row_key, the_room.room_id AS room_id
FROM accepted_2
JOIN meetings_after_1_1 AS the_meeting ON the_meeting.meeting_id = accepted_2.meeting_id
JOIN rooms AS the_room ON the_room.room_id = accepted_2.room_id
""",
    ),
    (
        "meetings_after_2_1",
        (),
        """
SELECT old.meeting_id, old.organiser_id, iif(new.row_key IS NULL, old.room_id, new.room_id) AS room_id, old.topic, old.day, old.slot, old.status
FROM meetings_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.meeting_id
""",
    ),
]
WANTED = """
SELECT (SELECT coalesce(sum(t1.seats), 0) FROM rooms AS t1 WHERE t1.equipment = 'none')
"""
AFTERWARDS = {"meetings": "SELECT * FROM meetings_after_2_1"}
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
    wanted = [list(row.values()) for row in before.all(steps + WANTED)]
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
        "answer_as_declared": matches(answer, wanted),
        "meetings_as_declared": same["meetings"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


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
