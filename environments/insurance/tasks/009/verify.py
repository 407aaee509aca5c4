"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("holders", "vehicles", "policies", "garages", "claims", "assessors", "reports", "payments")
CANDIDATES = [
    "CL-0005",
    "CL-0027",
    "CL-0045",
    "CL-0048",
    "CL-0049",
    "CL-0059",
    "CL-0064",
    "CL-0066",
    "CL-0076",
    "CL-0077",
    "CL-0078",
    "CL-0082",
    "CL-0089",
    "CL-0098",
]
BEST = 17000


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM claims WHERE claim_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["policy_id"] for row in chosen}) == len(chosen),
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
