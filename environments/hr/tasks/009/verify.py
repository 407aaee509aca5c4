"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("units", "grades", "employees", "leave_requests", "vacancies", "candidates", "applications")
CANDIDATES = ["E-0004", "E-0009", "E-0038", "E-0044", "E-0064", "E-0067"]
BEST = 14500


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM employees WHERE employee_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "within_budget": sum(row["leave_left"] for row in chosen) <= 46,
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
