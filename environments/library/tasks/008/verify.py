"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("branches", "books", "copies", "members", "loans", "holds")
CANDIDATES = [
    "B-0001",
    "B-0002",
    "B-0005",
    "B-0010",
    "B-0011",
    "B-0016",
    "B-0017",
    "B-0028",
    "B-0030",
    "B-0037",
    "B-0041",
    "B-0042",
    "B-0043",
    "B-0044",
    "B-0046",
]
BEST = 89


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM books WHERE book_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["pages"] for row in chosen) <= 545,
        "largest_sum": sum(row["price"] for row in chosen) == BEST,
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
