"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "customers": "customer_id",
    "accounts": "account_id",
    "transfers": "transfer_id",
    "cards": "card_id",
    "loans": "loan_id",
}
ACCOUNTS_CHANGED = {
    "A-0012": {"balance": 3355},
    "A-0031": {"balance": 1495},
    "A-0035": {"balance": 795},
    "A-0077": {"balance": 3620},
}
CARDS_CHANGED = {"CD-0014": {"status": "blocked"}}
LOANS_CHANGED = {"L-0001": {"outstanding": 7000}, "L-0011": {"outstanding": 2200}}
TRANSFERS_ADDED = [
    {
        "from_account_id": "A-0031",
        "to_account_id": "A-0077",
        "amount": 400,
        "purpose": "rent",
        "day": "2026-09-10",
        "status": "done",
    }
]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "accounts_changed": seen.pop("accounts_changed", None) == ACCOUNTS_CHANGED,
        "cards_changed": seen.pop("cards_changed", None) == CARDS_CHANGED,
        "loans_changed": seen.pop("loans_changed", None) == LOANS_CHANGED,
        "transfers_added": seen.pop("transfers_added", None) == TRANSFERS_ADDED,
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
