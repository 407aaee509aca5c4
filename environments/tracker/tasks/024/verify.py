"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("users", "projects", "milestones", "labels", "issues", "blocks", "issue_labels", "comments")
ANSWER = ["IS-0015", "IS-0072"]


def verify(answer, before, after):
    given = _listed(answer)
    return {
        "complete": all(one in given for one in ANSWER),
        "nothing_more": len(given) == len(ANSWER),
        "state_unchanged": _unchanged(before, after),
    }


def _listed(value):
    """Texts in a list, or in one text with commas, without regard to case and space."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return []
    return [" ".join(one.upper().split()) for one in value]


def _unchanged(before, after):
    """Whether no table differs."""
    return all(before.all(f"SELECT * FROM {one}") == after.all(f"SELECT * FROM {one}") for one in TABLES)
