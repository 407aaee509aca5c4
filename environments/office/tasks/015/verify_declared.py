"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("meeting_id", "call_key", "place"),
        """
SELECT t1.meeting_id AS meeting_id, t1.meeting_id AS call_key, NULL AS place
FROM meetings AS t1
WHERE t1.room_id = (SELECT room_id FROM rooms WHERE name = 'Iris')
""",
    ),
    (
        "accepted_1",
        ("meeting_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN meetings AS the_meeting ON the_meeting.meeting_id = calls_1.meeting_id
WHERE (the_meeting.status = 'planned')
AND ((the_meeting.topic <> 'interview') OR (the_meeting.day > date('2026-01-19', (+(4)) || ' days')))
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_meeting.meeting_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN meetings AS the_meeting ON the_meeting.meeting_id = accepted_1.meeting_id
""",
    ),
    (
        "meetings_after_1_1",
        (),
        """
SELECT old.meeting_id, old.organiser_id, old.room_id, old.topic, old.day, old.slot, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM meetings AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.meeting_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "answer"),
        """
SELECT other.invitation_id AS row_key, 'declined' AS answer
FROM accepted_1
JOIN meetings AS the_meeting ON the_meeting.meeting_id = accepted_1.meeting_id
JOIN invitations AS other ON (other.meeting_id = the_meeting.meeting_id)
""",
    ),
    (
        "invitations_after_1_2",
        (),
        """
SELECT old.invitation_id, old.meeting_id, old.person_id, iif(new.row_key IS NULL, old.answer, new.answer) AS answer
FROM invitations AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.invitation_id
""",
    ),
]
AFTERWARDS = {"invitations": "SELECT * FROM invitations_after_1_2", "meetings": "SELECT * FROM meetings_after_1_1"}
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
        "invitations_as_declared": same["invitations"],
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
