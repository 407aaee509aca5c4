"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("directors", "films", "credits", "cinemas", "screens", "screenings", "visitors", "tickets", "jurors", "votes")
CANDIDATES = ["SG-0003", "SG-0017", "SG-0031", "SG-0042", "SG-0053", "SG-0055", "SG-0056", "SG-0076", "SG-0084"]
BEST = 23


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM screenings WHERE screening_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["status"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["price"] for row in chosen) == BEST,
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
