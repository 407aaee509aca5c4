"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("users", "projects", "milestones", "labels", "issues", "blocks", "issue_labels", "comments")
CANDIDATES = [
    "U-0003",
    "U-0004",
    "U-0007",
    "U-0008",
    "U-0013",
    "U-0014",
    "U-0015",
    "U-0018",
    "U-0019",
    "U-0021",
    "U-0022",
]
BEST = 51


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM users WHERE user_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["role"] for row in chosen}) == len(chosen),
        "largest_sum": sum(row["capacity"] for row in chosen) == BEST,
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
