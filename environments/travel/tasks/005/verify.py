"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("cities", "hotels", "sights", "trains", "travellers", "stays", "rides")
CANDIDATES = [
    "TV-0002",
    "TV-0007",
    "TV-0008",
    "TV-0013",
    "TV-0016",
    "TV-0017",
    "TV-0019",
    "TV-0020",
    "TV-0022",
    "TV-0023",
    "TV-0024",
    "TV-0027",
    "TV-0031",
    "TV-0032",
    "TV-0035",
]
BEST = 400


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM travellers WHERE traveller_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["city_id"] for row in chosen}) == len(chosen),
        "smallest_sum": sum(row["budget"] for row in chosen) == BEST,
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
