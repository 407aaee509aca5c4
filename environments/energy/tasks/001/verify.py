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
CONSUMERS_CHANGED = {"CO-0052": {"supply": "normal"}}
JOBS_ADDED = [{"outage_id": "OU-0054", "crew_id": "CW-0013", "hours": 12, "status": "under way"}]
PLANTS_CHANGED = {"PP-0001": {"output": 180}, "PP-0015": {"output": 0}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "consumers_changed": seen.pop("consumers_changed", None) == CONSUMERS_CHANGED,
        "jobs_added": seen.pop("jobs_added", None) == JOBS_ADDED,
        "plants_changed": seen.pop("plants_changed", None) == PLANTS_CHANGED,
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
