"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("users", "projects", "milestones", "labels", "issues", "blocks", "issue_labels", "comments")
CANDIDATES = [
    "IS-0009",
    "IS-0011",
    "IS-0024",
    "IS-0035",
    "IS-0038",
    "IS-0045",
    "IS-0073",
    "IS-0074",
    "IS-0079",
    "IS-0081",
    "IS-0086",
    "IS-0111",
    "IS-0123",
]
BEST = 28


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM issues WHERE issue_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["severity"] for row in chosen}) == len(chosen),
        "largest_sum": sum(row["points"] for row in chosen) == BEST,
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
