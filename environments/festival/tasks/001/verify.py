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
SCREENINGS_ADDED = [
    {
        "film_id": "FI-0039",
        "screen_id": "SN-0008",
        "day": "2026-08-30",
        "hour": "14:00",
        "price": 8,
        "status": "scheduled",
    }
]
SCREENINGS_CHANGED = {"SG-0058": {"status": "cancelled"}}
TICKETS_CHANGED = {
    "TI-0023": {"status": "refunded"},
    "TI-0033": {"status": "refunded"},
    "TI-0048": {"status": "refunded"},
}
VISITORS_CHANGED = {"VI-0044": {"wallet": 72}}
VOTES_REMOVED = ["VO-0040"]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "screenings_added": seen.pop("screenings_added", None) == SCREENINGS_ADDED,
        "screenings_changed": seen.pop("screenings_changed", None) == SCREENINGS_CHANGED,
        "tickets_changed": seen.pop("tickets_changed", None) == TICKETS_CHANGED,
        "visitors_changed": seen.pop("visitors_changed", None) == VISITORS_CHANGED,
        "votes_removed": seen.pop("votes_removed", None) == VOTES_REMOVED,
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
