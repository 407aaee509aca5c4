"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("holders", "vehicles", "policies", "garages", "claims", "assessors", "reports", "payments")
CANDIDATES = ["CL-0002", "CL-0034", "CL-0060", "CL-0072", "CL-0074", "CL-0098"]
BEST = 18900


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM claims WHERE claim_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["cause"] for row in chosen}) == len(chosen),
        "largest_sum": sum(row["amount"] for row in chosen) == BEST,
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
