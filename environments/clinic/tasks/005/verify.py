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
CANDIDATES = [
    "DR-0001",
    "DR-0004",
    "DR-0006",
    "DR-0007",
    "DR-0008",
    "DR-0009",
    "DR-0011",
    "DR-0012",
    "DR-0015",
    "DR-0016",
    "DR-0017",
    "DR-0018",
    "DR-0019",
    "DR-0020",
    "DR-0022",
]
BEST = 275


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM doctors WHERE doctor_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["department_id"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["fee"] for row in chosen) == BEST,
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
