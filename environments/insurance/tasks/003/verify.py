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
CLAIMS_ADDED = [
    {
        "policy_id": "PO-0041",
        "garage_id": None,
        "cause": "collision",
        "happened": "2026-06-17",
        "amount": 2600,
        "status": "open",
    }
]
CLAIMS_CHANGED = {"CL-0048": {"status": "accepted"}, "CL-0054": {"garage_id": "GA-0009"}}
HOLDERS_CHANGED = {"HD-0004": {"clean_years": 0}}
POLICIES_CHANGED = {"PO-0024": {"status": "cancelled"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "claims_added": seen.pop("claims_added", None) == CLAIMS_ADDED,
        "claims_changed": seen.pop("claims_changed", None) == CLAIMS_CHANGED,
        "holders_changed": seen.pop("holders_changed", None) == HOLDERS_CHANGED,
        "policies_changed": seen.pop("policies_changed", None) == POLICIES_CHANGED,
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
