"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "customers": "customer_id",
    "accounts": "account_id",
    "transfers": "transfer_id",
    "cards": "card_id",
    "loans": "loan_id",
}
ACCOUNTS_CHANGED = {
    "A-0059": {"balance": 1090},
    "A-0060": {"balance": 3190},
    "A-0067": {"balance": 4145},
    "A-0078": {"status": "closed"},
}
CARDS_CHANGED = {"CD-0016": {"monthly_limit": 3000}}
LOANS_CHANGED = {"L-0013": {"outstanding": 100}}
TRANSFERS_CHANGED = {"T-0091": {"status": "reversed"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "accounts_changed": seen.pop("accounts_changed", None) == ACCOUNTS_CHANGED,
        "cards_changed": seen.pop("cards_changed", None) == CARDS_CHANGED,
        "loans_changed": seen.pop("loans_changed", None) == LOANS_CHANGED,
        "transfers_changed": seen.pop("transfers_changed", None) == TRANSFERS_CHANGED,
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
