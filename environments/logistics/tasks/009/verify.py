"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("depots", "lanes", "trucks", "drivers", "trips", "parcels")
CANDIDATES = [
    "LA-0001",
    "LA-0004",
    "LA-0006",
    "LA-0008",
    "LA-0009",
    "LA-0011",
    "LA-0020",
    "LA-0022",
    "LA-0024",
    "LA-0028",
    "LA-0030",
]
BEST = 3360


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM lanes WHERE lane_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["toll"] for row in chosen) <= 302,
        "largest_sum": sum(row["length"] for row in chosen) == BEST,
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
