"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("categories", "products", "customers", "orders", "order_lines", "return_requests")
CANDIDATES = [
    "P-0006",
    "P-0009",
    "P-0010",
    "P-0016",
    "P-0018",
    "P-0021",
    "P-0025",
    "P-0029",
    "P-0063",
    "P-0068",
    "P-0069",
]
BEST = 11600


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM products WHERE product_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["stock"] for row in chosen) <= 40,
        "largest_sum": sum(row["weight"] for row in chosen) == BEST,
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
