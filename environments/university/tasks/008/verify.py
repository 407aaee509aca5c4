"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("departments", "lecturers", "rooms", "courses", "sections", "students", "enrolments")
CANDIDATES = [
    "ST-0005",
    "ST-0028",
    "ST-0032",
    "ST-0037",
    "ST-0045",
    "ST-0052",
    "ST-0053",
    "ST-0058",
    "ST-0059",
    "ST-0062",
    "ST-0070",
]
BEST = 650


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM students WHERE student_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["department_id"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["dues"] for row in chosen) == BEST,
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
