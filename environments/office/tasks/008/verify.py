"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("people", "rooms", "meetings", "invitations", "folders", "messages")
CANDIDATES = [
    "MS-0018",
    "MS-0019",
    "MS-0021",
    "MS-0023",
    "MS-0038",
    "MS-0042",
    "MS-0088",
    "MS-0101",
    "MS-0103",
    "MS-0116",
    "MS-0126",
    "MS-0142",
    "MS-0155",
]
BEST = 71


def verify(answer, before, after):
    given = _listed(answer)
    query = "SELECT * FROM messages WHERE message_id = ?"
    chosen = [before.one(query, one) for one in given if one in CANDIDATES]
    return {
        "three_chosen": len(given) == len(set(given)) == 3,
        "only_candidates": len(chosen) == len(given),
        "no_two_alike": len({row["status"] for row in chosen}) == len(chosen),
        "largest_sum": sum(row["size"] for row in chosen) == BEST,
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
