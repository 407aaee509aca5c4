"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.comment_id, t1.author_id, t1.votes
    FROM comments AS t1
    WHERE t1.issue_id = (SELECT issue_id FROM comments WHERE comment_id = (SELECT t2.comment_id FROM comments AS t2 WHERE t2.issue_id = (SELECT issue_id FROM issues WHERE title = 'Empty page in the menu after an update') AND t2.votes IS NOT NULL ORDER BY t2.votes LIMIT 1))
    AND t1.votes IS NOT NULL
),
sets AS (
    SELECT c1.comment_id AS c1, c2.comment_id AS c2, c3.comment_id AS c3, c4.comment_id AS c4, c1.votes + c2.votes + c3.votes + c4.votes AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3, candidates AS c4
    WHERE c1.comment_id < c2.comment_id
    AND c2.comment_id < c3.comment_id
    AND c3.comment_id < c4.comment_id
    AND c1.author_id <> c2.author_id
    AND c1.author_id <> c3.author_id
    AND c1.author_id <> c4.author_id
    AND c2.author_id <> c3.author_id
    AND c2.author_id <> c4.author_id
    AND c3.author_id <> c4.author_id
)
SELECT c1, c2, c3, c4 FROM sets WHERE gain = (SELECT max(gain) FROM sets)
"""
KEYS = {
    "users": "user_id",
    "projects": "project_id",
    "milestones": "milestone_id",
    "labels": "label_id",
    "issues": "issue_id",
    "blocks": "block_id",
    "issue_labels": "mark_id",
    "comments": "comment_id",
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
