"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("people", "rooms", "meetings", "invitations", "folders", "messages")
CANDIDATES = [
    "PE-0003",
    "PE-0004",
    "PE-0005",
    "PE-0007",
    "PE-0009",
    "PE-0010",
    "PE-0012",
    "PE-0014",
    "PE-0019",
    "PE-0021",
    "PE-0022",
    "PE-0028",
]
BEST = 150


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM people WHERE person_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["level"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["quota"] for row in chosen) == BEST,
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
