"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("categories", "products", "customers", "orders", "order_lines", "return_requests")
CANDIDATES = [
    "OL-0003",
    "OL-0034",
    "OL-0043",
    "OL-0091",
    "OL-0120",
    "OL-0145",
    "OL-0147",
    "OL-0178",
    "OL-0186",
    "OL-0206",
]
BEST = 359


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM order_lines WHERE line_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["quantity"] for row in chosen) <= 8,
        "no_two_alike": len({row["order_id"] for row in chosen}) == len(chosen),
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
