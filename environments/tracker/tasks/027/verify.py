"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("users", "projects", "milestones", "labels", "issues", "blocks", "issue_labels", "comments")
CANDIDATES = ["CM-0005", "CM-0017", "CM-0048", "CM-0078", "CM-0088", "CM-0125", "CM-0133"]
BEST = 36


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM comments WHERE comment_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "four_chosen": len(given) == len(set(given)) == 4,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["author_id"] for row in chosen}) == len(chosen),
        "largest_sum": sum(row["votes"] for row in chosen) == BEST,
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
