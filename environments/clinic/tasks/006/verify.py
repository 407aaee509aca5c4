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
    "PA-0008",
    "PA-0011",
    "PA-0021",
    "PA-0022",
    "PA-0029",
    "PA-0035",
    "PA-0038",
    "PA-0043",
    "PA-0045",
    "PA-0048",
    "PA-0049",
    "PA-0054",
    "PA-0055",
    "PA-0058",
]
BEST = 200


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM patients WHERE patient_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["insurance"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["balance"] for row in chosen) == BEST,
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
