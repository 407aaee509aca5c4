"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

STEPS = [
    (
        "calls_1",
        ("organiser_id", "room_id", "about", "on_day", "at", "call_key", "place"),
        """
SELECT (SELECT organiser_id FROM meetings WHERE meeting_id = 'ME-0065') AS organiser_id, 'RM-0005' AS room_id, 'review' AS about, '2026-01-29' AS on_day, '17:00' AS at, NULL AS call_key, NULL AS place
WHERE (SELECT coalesce(sum(t1.quota), 0) FROM people AS t1 WHERE EXISTS (SELECT 1 FROM messages AS t2 WHERE t2.status = 'unread' AND t2.sender_id = t1.person_id)) > 5118
""",
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
    (
        "calls_2",
        ("meeting_id", "person_id", "call_key", "place"),
        """
SELECT 'ME-0001' AS meeting_id, (SELECT person_id FROM people WHERE name = 'Noah Green') AS person_id, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT coalesce(sum(t1.quota), 0) FROM people AS t1 WHERE EXISTS (SELECT 1 FROM messages AS t2 WHERE t2.status = 'unread' AND t2.sender_id = t1.person_id)) > 5118)
""",
    ),
    (
        "accepted_2",
        ("meeting_id", "person_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN meetings_after_1_1 AS the_meeting ON the_meeting.meeting_id = calls_2.meeting_id
JOIN people AS the_person ON the_person.person_id = calls_2.person_id
WHERE (the_meeting.status = 'planned')
AND (the_person.person_id <> the_meeting.organiser_id)
AND NOT EXISTS (SELECT 1 FROM invitations AS other WHERE ((other.meeting_id = the_meeting.meeting_id) AND (other.person_id = the_person.person_id)))
AND (((SELECT count(*) FROM invitations AS other WHERE ((other.meeting_id = the_meeting.meeting_id) AND (other.answer <> 'declined'))) + 1) < (SELECT seats FROM rooms WHERE room_id = the_meeting.room_id))
AND NOT EXISTS (SELECT 1 FROM invitations AS other WHERE ((other.person_id = the_person.person_id) AND (other.answer = 'accepted') AND ((SELECT day FROM meetings_after_1_1 WHERE meeting_id = other.meeting_id) = the_meeting.day) AND ((SELECT slot FROM meetings_after_1_1 WHERE meeting_id = other.meeting_id) = the_meeting.slot)))
""",
    ),
    (
        "change_2_1",
        ("invitation_id", "meeting_id", "person_id", "answer"),
        """
SELECT printf('IN-%04d', (SELECT coalesce(max(CAST(substr(invitation_id, 4) AS INTEGER)), 0) FROM invitations) + row_number() OVER ()) AS invitation_id, the_meeting.meeting_id AS meeting_id, the_person.person_id AS person_id, 'open' AS answer
FROM accepted_2
JOIN meetings_after_1_1 AS the_meeting ON the_meeting.meeting_id = accepted_2.meeting_id
JOIN people AS the_person ON the_person.person_id = accepted_2.person_id
""",
    ),
    ("invitations_after_2_1", (), "SELECT * FROM invitations UNION ALL SELECT * FROM change_2_1"),
]
WANTED = """
SELECT (SELECT count(*) FROM folders AS t3 WHERE t3.person_id = (SELECT person_id FROM people WHERE name = 'Maya Wright'))
"""
AFTERWARDS = {"invitations": "SELECT * FROM invitations_after_2_1", "meetings": "SELECT * FROM meetings_after_1_1"}
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
        "invitations_as_declared": same["invitations"],
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
