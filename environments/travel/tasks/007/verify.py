"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("cities", "hotels", "sights", "trains", "travellers", "stays", "rides")
CANDIDATES = [
    "SI-0002",
    "SI-0016",
    "SI-0018",
    "SI-0037",
    "SI-0038",
    "SI-0040",
    "SI-0044",
    "SI-0045",
    "SI-0046",
    "SI-0048",
]
BEST = 465


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM sights WHERE sight_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["ticket"] for row in chosen) <= 56,
        "largest_sum": sum(row["visit"] for row in chosen) == BEST,
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
