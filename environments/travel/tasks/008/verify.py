"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("cities", "hotels", "sights", "trains", "travellers", "stays", "rides")
CANDIDATES = [
    "ST-0015",
    "ST-0018",
    "ST-0026",
    "ST-0028",
    "ST-0033",
    "ST-0048",
    "ST-0063",
    "ST-0073",
    "ST-0085",
    "ST-0087",
    "ST-0088",
    "ST-0096",
    "ST-0097",
    "ST-0103",
    "ST-0109",
]
BEST = 517


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM stays WHERE stay_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["nights"] for row in chosen) <= 4,
        "largest_sum": sum(row["total"] for row in chosen) == BEST,
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
