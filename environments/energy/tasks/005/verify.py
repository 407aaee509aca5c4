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
JOBS_CHANGED = {"JB-0031": {"status": "done"}}
OUTAGES_CHANGED = {"OU-0025": {"ended": "2026-12-07"}}
POWER_LINES_CHANGED = {"PL-0014": {"status": "in service"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "jobs_changed": seen.pop("jobs_changed", None) == JOBS_CHANGED,
        "outages_changed": seen.pop("outages_changed", None) == OUTAGES_CHANGED,
        "power_lines_changed": seen.pop("power_lines_changed", None) == POWER_LINES_CHANGED,
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
