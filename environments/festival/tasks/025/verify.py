"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("directors", "films", "credits", "cinemas", "screens", "screenings", "visitors", "tickets", "jurors", "votes")
ANSWER = 5.29


def verify(answer, before, after):
    given = _number(answer)
    return {
        "right_answer": given is not None and abs(given - ANSWER) <= 0.011,
        "state_unchanged": _unchanged(before, after),
    }


def _number(value):
    """A number, also one in a text such as "1,250"; None for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", "")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _unchanged(before, after):
    """Whether no table differs."""
    return all(before.all(f"SELECT * FROM {one}") == after.all(f"SELECT * FROM {one}") for one in TABLES)
