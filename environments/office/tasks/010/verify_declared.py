"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.message_id, t1.sender_id, t1.size
    FROM messages AS t1
    WHERE (SELECT quota FROM people WHERE person_id = t1.sender_id) >= 250
    AND (SELECT team FROM people WHERE person_id = t1.sender_id) = 'sales'
    AND t1.status = 'read'
    AND t1.sent <= '2026-01-18'
    AND t1.size IS NOT NULL
),
sets AS (
    SELECT c1.message_id AS c1, c2.message_id AS c2, c3.message_id AS c3, c1.size + c2.size + c3.size AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.message_id < c2.message_id
    AND c2.message_id < c3.message_id
    AND c1.sender_id <> c2.sender_id
    AND c1.sender_id <> c3.sender_id
    AND c2.sender_id <> c3.sender_id
)
SELECT c1, c2, c3 FROM sets WHERE gain = (SELECT max(gain) FROM sets)
"""
KEYS = {
    "people": "person_id",
    "rooms": "room_id",
    "meetings": "meeting_id",
    "invitations": "invitation_id",
    "folders": "folder_id",
    "messages": "message_id",
}


def verify(answer, before, after):
    wanted = [list(row.values()) for row in before.all(WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """The ids of the one set, in any order."""
    return len(wanted) == 1 and sorted(ids(answer)) == sorted(str(one).lower() for one in wanted[0])


def ids(answer):
    """The ids that were given, one text with commas included."""
    parts = answer.split(",") if isinstance(answer, str) else answer if isinstance(answer, list) else ()
    return [one.strip().lower() if isinstance(one, str) else "?" for one in parts]


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
