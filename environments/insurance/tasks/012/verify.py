"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "holders": "holder_id",
    "vehicles": "vehicle_id",
    "policies": "policy_id",
    "garages": "garage_id",
    "claims": "claim_id",
    "assessors": "assessor_id",
    "reports": "report_id",
    "payments": "payment_id",
}
ANSWER = 3000.0
CLAIMS_CHANGED = {"CL-0029": {"status": "accepted"}}
HOLDERS_CHANGED = {"HD-0032": {"clean_years": 0}}
REPORTS_ADDED = [{"claim_id": "CL-0107", "assessor_id": "AS-0004", "estimate": 8200, "written": "2026-07-15"}]


def verify(answer, before, after):
    given = _number(answer)
    seen = _difference(before, after)
    return {
        "right_answer": given is not None and abs(given - ANSWER) <= 0.011,
        "claims_changed": seen.pop("claims_changed", None) == CLAIMS_CHANGED,
        "holders_changed": seen.pop("holders_changed", None) == HOLDERS_CHANGED,
        "reports_added": seen.pop("reports_added", None) == REPORTS_ADDED,
        "nothing_else_changed": not seen,
    }


def _number(value):
    """A number, also one in a text such as "1,250"; None for anything else."""
    if isinstance(value, str):
        value = value.strip().replace(",", "")
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


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
