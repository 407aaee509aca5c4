"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("users", "projects", "milestones", "labels", "issues", "blocks", "issue_labels", "comments")
CANDIDATES = [
    "IS-0002",
    "IS-0005",
    "IS-0016",
    "IS-0018",
    "IS-0019",
    "IS-0026",
    "IS-0043",
    "IS-0051",
    "IS-0052",
    "IS-0077",
    "IS-0084",
    "IS-0085",
    "IS-0090",
]
BEST = 22


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
