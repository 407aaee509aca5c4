"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("customers", "accounts", "transfers", "cards", "loans")
CANDIDATES = ["T-0023", "T-0060", "T-0077", "T-0101", "T-0148", "T-0158"]
BEST = 1095


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM transfers WHERE transfer_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["purpose"] for row in chosen}) == len(chosen),
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
