"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("holders", "vehicles", "policies", "garages", "claims", "assessors", "reports", "payments")
CANDIDATES = ["CL-0019", "CL-0037", "CL-0073", "CL-0099", "CL-0100", "CL-0102", "CL-0104", "CL-0106", "CL-0110"]
BEST = 18500


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
