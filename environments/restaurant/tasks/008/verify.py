"""Whether the task was done: named criteria on the answer and the state."""

TABLES = (
    "dining_tables",
    "guests",
    "reservations",
    "suppliers",
    "ingredients",
    "dishes",
    "recipes",
    "bills",
    "bill_lines",
)
CANDIDATES = [
    "DI-0002",
    "DI-0003",
    "DI-0004",
    "DI-0005",
    "DI-0010",
    "DI-0013",
    "DI-0017",
    "DI-0031",
    "DI-0033",
    "DI-0034",
    "DI-0036",
    "DI-0037",
]
BEST = 47


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM dishes WHERE dish_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["status"] for row in chosen}) == len(chosen),
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
