"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.person_id, t1.quota, t1.team
    FROM people AS t1
    WHERE NOT EXISTS (SELECT 1 FROM messages AS t2 WHERE t2.status = 'unread' AND t2.sender_id = t1.person_id)
    AND t1.level = 'staff'
    AND t1.quota IS NOT NULL
),
sets AS (
    SELECT c1.person_id AS c1, c2.person_id AS c2, c3.person_id AS c3, c1.quota + c2.quota + c3.quota AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.person_id < c2.person_id
    AND c2.person_id < c3.person_id
    AND c1.team <> c2.team
    AND c1.team <> c3.team
    AND c2.team <> c3.team
)
SELECT c1, c2, c3 FROM sets WHERE gain = (SELECT min(gain) FROM sets)
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
