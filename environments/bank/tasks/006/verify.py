"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "customers": "customer_id",
    "accounts": "account_id",
    "transfers": "transfer_id",
    "cards": "card_id",
    "loans": "loan_id",
}
ACCOUNTS_CHANGED = [{"account_id": "A-0015", "balance": 2285}, {"account_id": "A-0052", "balance": 10965}]
TRANSFERS_ADDED = [
    {
        "transfer_id": "new transfers",
        "from_account_id": "A-0052",
        "to_account_id": "A-0015",
        "amount": 800,
        "purpose": "rent",
        "day": "2026-09-10",
        "status": "done",
    }
]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "accounts_changed": seen.pop("accounts_changed", None) == ACCOUNTS_CHANGED,
        "transfers_added": seen.pop("transfers_added", None) == TRANSFERS_ADDED,
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
