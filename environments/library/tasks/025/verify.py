"""Whether the task was done: named criteria on the answer and the state."""

TABLES = ("branches", "books", "copies", "members", "loans", "holds")
ANSWER = "B-0002"


def verify(answer, before, after):
    return {
        "right_answer": _text(answer) == _text(ANSWER),
        "state_unchanged": _unchanged(before, after),
    }


def _text(value):
    """A text without regard to case and space."""
    return " ".join(value.lower().split()) if isinstance(value, str) else None


def _unchanged(before, after):
    """Whether no table differs."""
    return all(before.all(f"SELECT * FROM {one}") == after.all(f"SELECT * FROM {one}") for one in TABLES)
