"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "zones": "zone_id",
    "substations": "substation_id",
    "power_lines": "line_id",
    "plants": "plant_id",
    "consumers": "consumer_id",
    "crews": "crew_id",
    "outages": "outage_id",
    "jobs": "job_id",
}
CONSUMERS_CHANGED = [
    {"consumer_id": "CO-0027", "supply": "reduced"},
    {"consumer_id": "CO-0029", "supply": "reduced"},
    {"consumer_id": "CO-0053", "supply": "reduced"},
    {"consumer_id": "CO-0056", "supply": "reduced"},
]
JOBS_CHANGED = [{"job_id": "JB-0033", "status": "done"}]
OUTAGES_CHANGED = [{"outage_id": "OU-0010", "ended": "2026-12-07"}]
POWER_LINES_CHANGED = [{"line_id": "PL-0036", "status": "in service"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "consumers_changed": seen.pop("consumers_changed", None) == CONSUMERS_CHANGED,
        "jobs_changed": seen.pop("jobs_changed", None) == JOBS_CHANGED,
        "outages_changed": seen.pop("outages_changed", None) == OUTAGES_CHANGED,
        "power_lines_changed": seen.pop("power_lines_changed", None) == POWER_LINES_CHANGED,
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
