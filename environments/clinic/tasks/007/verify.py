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
    "RX-0003",
    "RX-0011",
    "RX-0012",
    "RX-0013",
    "RX-0014",
    "RX-0016",
    "RX-0019",
    "RX-0020",
    "RX-0021",
    "RX-0023",
    "RX-0026",
]
BEST = 160


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM drugs WHERE drug_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
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
