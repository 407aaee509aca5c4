"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("units", "grades", "employees", "leave_requests", "vacancies", "candidates", "applications")
CANDIDATES = [
    "E-0002",
    "E-0009",
    "E-0031",
    "E-0039",
    "E-0042",
    "E-0052",
    "E-0058",
    "E-0059",
    "E-0063",
    "E-0069",
    "E-0070",
    "E-0079",
]
BEST = 13900


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM employees WHERE employee_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["leave_left"] for row in chosen) <= 33,
        "largest_sum": sum(row["salary"] for row in chosen) == BEST,
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
