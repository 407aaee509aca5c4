"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("account_id", "call_key", "place"),
        """
SELECT t1.account_id AS account_id, t1.account_id AS call_key, NULL AS place
FROM accounts AS t1
WHERE t1.customer_id = (SELECT customer_id FROM customers WHERE name = 'Jonas Petrov')
""",
    ),
    (
        "accepted_1",
        ("account_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN accounts AS the_account ON the_account.account_id = calls_1.account_id
WHERE (the_account.status = 'open')
AND (the_account.balance <= 100)
AND NOT EXISTS (SELECT 1 FROM cards AS other WHERE ((other.account_id = the_account.account_id) AND (other.status = 'active')))
""",
    ),
    (
        "change_1_1",
        ("row_key", "status", "balance"),
        """
SELECT the_account.account_id AS row_key, 'closed' AS status, 0 AS balance
FROM accepted_1
JOIN accounts AS the_account ON the_account.account_id = accepted_1.account_id
""",
    ),
    (
        "accounts_after_1_1",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, iif(new.row_key IS NULL, old.status, new.status) AS status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.account_id
""",
    ),
]
AFTERWARDS = {"accounts": "SELECT * FROM accounts_after_1_1"}
KEYS = {
    "customers": "customer_id",
    "accounts": "account_id",
    "transfers": "transfer_id",
    "cards": "card_id",
    "loans": "loan_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "accounts_as_declared": same["accounts"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def same_tables(before, after):
    """Which tables hold what they should."""
    steps = after_steps(before)
    old = {table: before.all(f"SELECT * FROM {table}") for table in KEYS}
    found = {table: after.all(f"SELECT * FROM {table}") for table in KEYS}
    expected = old | {table: before.all(steps + query) for table, query in AFTERWARDS.items()}
    return {table: alike(table, old, expected, found) for table in KEYS}


def alike(table, old, expected, found):
    """Whether a table holds what it should. Ids of new rows are nobody's choice: any will do, everywhere."""
    if expected[table] == found[table]:
        return True
    return odd_rows(table, old, expected, found) == odd_rows(table, old, found, expected)


def odd_rows(table, old, here, there):
    """A table's rows that the other side has not got alike, as text; the id of a new row is "new"."""
    others = {row[KEYS[table]]: row for row in there[table]}
    odd = [row for row in here[table] if others.get(row[KEYS[table]]) != row]
    new = {row[key] for one, key in KEYS.items() if here[one] != old[one] for row in here[one]}
    new -= {row[key] for one, key in KEYS.items() for row in old[one]}
    return sorted(repr([(name, "new" if value in new else value) for name, value in row.items()]) for row in odd)


def after_steps(before):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = []
    for name, columns, query in STEPS:
        if columns:
            so_far = f"WITH {', '.join(known)} " if known else ""
            rows = [", ".join(quoted(row[one]) for one in columns) for row in before.all(so_far + query)]
            nothing = f"SELECT {', '.join('NULL' for _ in columns)} WHERE 0"
            query = f"VALUES ({'), ('.join(rows)})" if rows else nothing
            name = f"{name} ({', '.join(columns)})"
        known.append(f"{name} AS ({query})")
    return f"WITH {', '.join(known)} "


def quoted(value):
    """A value in SQL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)
