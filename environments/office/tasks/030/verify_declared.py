"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT name FROM people WHERE person_id = (SELECT sender_id FROM messages WHERE message_id = (SELECT t1.message_id FROM messages AS t1 WHERE t1.folder_id = (SELECT folder_id FROM messages WHERE message_id = (SELECT t2.message_id FROM messages AS t2 WHERE t2.sender_id = (SELECT person_id FROM people WHERE name = 'Tariq Zhang') AND t2.status = 'read' AND t2.size IS NOT NULL ORDER BY t2.size DESC LIMIT 1)) AND t1.sent IS NOT NULL ORDER BY t1.sent LIMIT 1)))
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
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
