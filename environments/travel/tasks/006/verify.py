"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("cities", "hotels", "sights", "trains", "travellers", "stays", "rides")
CANDIDATES = [
    "HO-0008",
    "HO-0009",
    "HO-0013",
    "HO-0014",
    "HO-0019",
    "HO-0020",
    "HO-0034",
    "HO-0035",
    "HO-0036",
    "HO-0041",
    "HO-0047",
    "HO-0050",
    "HO-0052",
    "HO-0054",
    "HO-0056",
]
BEST = 295


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM hotels WHERE hotel_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["free_rooms"] for row in chosen) <= 4,
        "largest_sum": sum(row["price"] for row in chosen) == BEST,
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
