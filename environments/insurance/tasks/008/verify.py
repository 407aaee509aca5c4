"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("holders", "vehicles", "policies", "garages", "claims", "assessors", "reports", "payments")
CANDIDATES = [
    "VE-0003",
    "VE-0008",
    "VE-0011",
    "VE-0012",
    "VE-0013",
    "VE-0014",
    "VE-0024",
    "VE-0043",
    "VE-0044",
    "VE-0046",
    "VE-0052",
    "VE-0054",
    "VE-0060",
]
BEST = 9000


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM vehicles WHERE vehicle_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["kind"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["worth"] for row in chosen) == BEST,
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
