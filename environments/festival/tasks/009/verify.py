"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("directors", "films", "credits", "cinemas", "screens", "screenings", "visitors", "tickets", "jurors", "votes")
CANDIDATES = [
    "SN-0001",
    "SN-0002",
    "SN-0003",
    "SN-0004",
    "SN-0005",
    "SN-0006",
    "SN-0007",
    "SN-0008",
    "SN-0009",
    "SN-0010",
    "SN-0012",
]
BEST = 16


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM screens WHERE screen_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["cinema_id"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["seats"] for row in chosen) == BEST,
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
