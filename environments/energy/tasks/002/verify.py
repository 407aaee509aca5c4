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
CONSUMERS_CHANGED = {
    "CO-0005": {"supply": "reduced"},
    "CO-0019": {"supply": "reduced"},
    "CO-0021": {"supply": "reduced"},
    "CO-0027": {"supply": "reduced"},
    "CO-0029": {"supply": "reduced"},
    "CO-0045": {"supply": "reduced"},
    "CO-0053": {"supply": "reduced"},
    "CO-0054": {"supply": "reduced"},
    "CO-0056": {"supply": "reduced"},
    "CO-0057": {"supply": "reduced"},
}
OUTAGES_ADDED = [{"line_id": "PL-0010", "cause": "digging", "began": "2026-12-07", "ended": None}]
POWER_LINES_CHANGED = {"PL-0010": {"status": "off"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "consumers_changed": seen.pop("consumers_changed", None) == CONSUMERS_CHANGED,
        "outages_added": seen.pop("outages_added", None) == OUTAGES_ADDED,
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
