"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    ("calls_1", ("account_id", "call_key", "place"), "SELECT 'A-0078' AS account_id, NULL AS call_key, NULL AS place"),
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
    steps = after_steps(before)
    old, expected, found = {}, {}, {}
    for table in KEYS:
        plain = f"SELECT * FROM {table}"
        old[table] = before.all(plain)
        expected[table] = before.all(steps + AFTERWARDS[table]) if table in AFTERWARDS else old[table]
        found[table] = after.all(plain)
    before_keys = {row[key] for table, key in KEYS.items() for row in old[table]}
    same = {}
    for table, key in KEYS.items():
        same[table] = expected[table] == found[table]  # then keys of new rows need no second look
        sides = []
        for tables in () if same[table] else (expected, found):
            new = {row[one] for name, one in KEYS.items() for row in tables[name]} - before_keys
            sides.append(content(tables[table], key, {"old": before_keys, "new": new}))
        same[table] = same[table] or sides[0] == sides[1]
    return {
        "accounts_as_declared": same["accounts"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


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


def content(rows, key, known):
    """Rows that can be compared: what was not there before has no key of its own."""
    return sorted(
        repr([(name, "new" if value in known["new"] else value) for name, value in row.items()])
        if row[key] in known["old"]
        else repr([(name, "new" if value in known["new"] else value) for name, value in row.items() if name != key])
        for row in rows
    )
