"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("zones", "substations", "power_lines", "plants", "consumers", "crews", "outages", "jobs")
CANDIDATES = ["CO-0004", "CO-0009", "CO-0019", "CO-0020", "CO-0027", "CO-0045", "CO-0047"]
BEST = 67


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM consumers WHERE consumer_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["substation_id"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["demand"] for row in chosen) == BEST,
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
