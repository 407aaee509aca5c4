"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("zones", "substations", "power_lines", "plants", "consumers", "crews", "outages", "jobs")
CANDIDATES = [
    "SS-0002",
    "SS-0003",
    "SS-0004",
    "SS-0007",
    "SS-0011",
    "SS-0014",
    "SS-0017",
    "SS-0018",
    "SS-0022",
    "SS-0023",
    "SS-0024",
]
BEST = 920


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM substations WHERE substation_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "two_chosen": len(given) == len(set(given)) == 2,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["zone_id"] for row in chosen}) == len(chosen),
        "largest_sum": sum(row["capacity"] for row in chosen) == BEST,
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
