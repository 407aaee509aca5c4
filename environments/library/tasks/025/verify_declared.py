"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT book_id FROM copies WHERE copy_id = (SELECT copy_id FROM loans WHERE loan_id = (SELECT t1.loan_id FROM loans AS t1 WHERE t1.member_id = (SELECT member_id FROM members WHERE name = 'Jack Wood') AND (SELECT wear FROM copies WHERE copy_id = t1.copy_id) >= 1 AND t1.renewals IS NOT NULL ORDER BY t1.renewals DESC LIMIT 1)))
"""
KEYS = {
    "branches": "branch_id",
    "books": "book_id",
    "copies": "copy_id",
    "members": "member_id",
    "loans": "loan_id",
    "holds": "hold_id",
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
