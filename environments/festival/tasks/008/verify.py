"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("directors", "films", "credits", "cinemas", "screens", "screenings", "visitors", "tickets", "jurors", "votes")
CANDIDATES = [
    "VI-0003",
    "VI-0005",
    "VI-0011",
    "VI-0012",
    "VI-0016",
    "VI-0017",
    "VI-0021",
    "VI-0029",
    "VI-0037",
    "VI-0041",
    "VI-0042",
]
BEST = 101


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM visitors WHERE visitor_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["badge"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["wallet"] for row in chosen) == BEST,
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
