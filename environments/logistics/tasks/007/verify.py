"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("depots", "lanes", "trucks", "drivers", "trips", "parcels")
CANDIDATES = [
    "PC-0003",
    "PC-0024",
    "PC-0046",
    "PC-0051",
    "PC-0055",
    "PC-0085",
    "PC-0088",
    "PC-0089",
    "PC-0090",
    "PC-0103",
    "PC-0151",
    "PC-0172",
    "PC-0187",
    "PC-0188",
]
BEST = 110


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM parcels WHERE parcel_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["destination_id"] for row in chosen}) == len(chosen),
        "largest_sum": sum(row["weight"] for row in chosen) == BEST,
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
