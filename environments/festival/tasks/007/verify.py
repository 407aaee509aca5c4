"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("directors", "films", "credits", "cinemas", "screens", "screenings", "visitors", "tickets", "jurors", "votes")
CANDIDATES = ["FI-0004", "FI-0006", "FI-0018", "FI-0019", "FI-0033", "FI-0048"]
BEST = 2700


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM films WHERE film_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["minutes"] for row in chosen) <= 472,
        "largest_sum": sum(row["fee"] for row in chosen) == BEST,
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
