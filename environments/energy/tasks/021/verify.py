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
JOBS_CHANGED = [{"job_id": "JB-0006", "status": "done"}]
OUTAGES_ADDED = [
    {"outage_id": "new outages", "line_id": "PL-0026", "cause": "storm", "began": "2026-12-07", "ended": None}
]
OUTAGES_CHANGED = [{"outage_id": "OU-0013", "ended": "2026-12-07"}]
POWER_LINES_CHANGED = [{"line_id": "PL-0026", "status": "off"}, {"line_id": "PL-0048", "status": "in service"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "jobs_changed": seen.pop("jobs_changed", None) == JOBS_CHANGED,
        "outages_added": seen.pop("outages_added", None) == OUTAGES_ADDED,
        "outages_changed": seen.pop("outages_changed", None) == OUTAGES_CHANGED,
        "power_lines_changed": seen.pop("power_lines_changed", None) == POWER_LINES_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    tables = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    touched = [(one, key, rows) for one, key, rows in tables if before.all(rows) != after.all(rows)]
    old = {(one, row[key]): row for one, key, rows in touched for row in before.all(rows)}
    new = {(one, row[key]): row for one, key, rows in touched for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items():
        known = old.get((table, key), {})
        if row != known:
            unlike = {name for name, one in row.items() if (name, one) not in known.items()} | {TABLES[table]}
            values = {name: fresh.get(one, one) for name, one in row.items() if name in unlike}
            found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}
