"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("branches", "books", "copies", "members", "loans", "holds")
CANDIDATES = [
    "B-0001",
    "B-0002",
    "B-0009",
    "B-0012",
    "B-0015",
    "B-0016",
    "B-0028",
    "B-0029",
    "B-0030",
    "B-0031",
    "B-0041",
]
BEST = 797


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM books WHERE book_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["price"] for row in chosen) <= 76,
        "no_two_alike": len({row["genre"] for row in chosen}) == len(chosen),
        "largest_sum": sum(row["pages"] for row in chosen) == BEST,
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
