"""Tools of the lending shelf."""

from environment import Database, Refused, reads, writes


@reads
def list_things(db: Database, kind: str | None = None) -> list:
    """Things that can be borrowed, by id.

    Args:
        kind: Only things of this kind, such as ladder.
    """
    return db.all("SELECT * FROM things WHERE ? IS NULL OR kind = ? ORDER BY thing_id", kind, kind)


@reads
def get_loans(db: Database, thing_id: str) -> list:
    """All loans of a thing, the open one without a return day.

    Args:
        thing_id: Id of the thing, such as T-0001.
    """
    return db.all("SELECT * FROM loans WHERE thing_id = ? ORDER BY loan_id", thing_id)


@writes("loans")
def lend(db: Database, thing_id: str, neighbour: str) -> dict:
    """Lend a thing to a neighbour.

    Args:
        thing_id: Id of the thing.
        neighbour: Who takes it.
    """
    thing = db.one("SELECT * FROM things WHERE thing_id = ?", thing_id)
    if thing is None:
        raise Refused("unknown_thing", f"There is no thing {thing_id!r}.")
    if thing["broken"]:
        raise Refused("thing_broken", "A broken thing is not lent.")
    if db.one("SELECT 1 AS found FROM loans WHERE thing_id = ? AND returned IS NULL", thing_id):
        raise Refused("thing_out", "The thing is lent already.")
    loan_id = db.next_id("loans", "L-")
    db.run("INSERT INTO loans VALUES (?, ?, ?, ?, NULL)", loan_id, thing_id, neighbour, db.today.isoformat())
    return {"loan_id": loan_id}
