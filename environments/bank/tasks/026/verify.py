"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("customers", "accounts", "transfers", "cards", "loans")
CANDIDATES = ["T-0003", "T-0021", "T-0071", "T-0083", "T-0141"]
BEST = 50


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM transfers WHERE transfer_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["status"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["amount"] for row in chosen) == BEST,
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
