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
TICKETS_ADDED = [{"screening_id": "SG-0071", "visitor_id": "VI-0021", "price": 17, "status": "valid"}]
VISITORS_CHANGED = {"VI-0021": {"wallet": 14}}
VOTES_ADDED = [{"juror_id": "JU-0008", "film_id": "FI-0006", "points": 10}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "tickets_added": seen.pop("tickets_added", None) == TICKETS_ADDED,
        "visitors_changed": seen.pop("visitors_changed", None) == VISITORS_CHANGED,
        "votes_added": seen.pop("votes_added", None) == VOTES_ADDED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added (without their keys), changed and removed."""
    old, new, fresh, found = {}, {}, {}, {}
    for table, key in TABLES.items():
        old[table] = {row[key]: row for row in before.all(f"SELECT * FROM {table}")}
        new[table] = {row[key]: row for row in after.all(f"SELECT * FROM {table}")}
        fresh.update({one: f"new {table}" for one in new[table] if one not in old[table]})
    for table, key in TABLES.items():
        added = [
            {name: fresh.get(value, value) for name, value in row.items() if name != key}
            for one, row in new[table].items()
            if one not in old[table]
        ]
        changed = {
            one: {name: value for name, value in row.items() if value != old[table][one][name]}
            for one, row in new[table].items()
            if one in old[table] and row != old[table][one]
        }
        removed = sorted(one for one in old[table] if one not in new[table])
        found[f"{table}_added"] = sorted(added, key=repr)
        found[f"{table}_changed"] = changed
        found[f"{table}_removed"] = removed
    return {name: one for name, one in found.items() if one}
