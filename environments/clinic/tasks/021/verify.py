"""Whether the task was done: named criteria on the answer and the state."""

TABLES = (
    "departments",
    "doctors",
    "wards",
    "patients",
    "drugs",
    "allergies",
    "appointments",
    "prescriptions",
    "admissions",
)
CANDIDATES = ["RX-0001", "RX-0004", "RX-0022", "RX-0024", "RX-0025"]
BEST = 17


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM drugs WHERE drug_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "four_chosen": len(given) == len(set(given)) == 4,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["family"] for row in chosen}) == len(chosen),
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
