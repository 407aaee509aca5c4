"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "directors": "director_id",
    "films": "film_id",
    "credits": "credit_id",
    "cinemas": "cinema_id",
    "screens": "screen_id",
    "screenings": "screening_id",
    "visitors": "visitor_id",
    "tickets": "ticket_id",
    "jurors": "juror_id",
    "votes": "vote_id",
}
TICKETS_ADDED = [
    {"ticket_id": "new tickets", "screening_id": "SG-0020", "visitor_id": "VI-0012", "price": 12, "status": "valid"}
]
VISITORS_CHANGED = [{"visitor_id": "VI-0012", "wallet": 12}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "tickets_added": seen.pop("tickets_added", None) == TICKETS_ADDED,
        "visitors_changed": seen.pop("visitors_changed", None) == VISITORS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    names = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    old = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in before.all(rows)}
    new = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items() - old.items():
        known = old.get((table, key), ())
        values = {name: fresh.get(one, one) for name, one in row if name == TABLES[table] or (name, one) not in known}
        found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
