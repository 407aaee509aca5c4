"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("loan_id", "account_id", "sum_paid", "call_key", "place"),
        "SELECT 'L-0017' AS loan_id, 'A-0056' AS account_id, 400 AS sum_paid, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("loan_id", "account_id", "sum_paid", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN loans AS the_loan ON the_loan.loan_id = calls_1.loan_id
JOIN accounts AS the_account ON the_account.account_id = calls_1.account_id
WHERE (the_account.customer_id = the_loan.customer_id)
AND (the_account.status = 'open')
AND ((calls_1.sum_paid > 0) AND (calls_1.sum_paid <= the_loan.outstanding))
AND (calls_1.sum_paid <= the_account.balance)
""",
    ),
    (
        "change_1_1",
        ("row_key", "outstanding", "status"),
        """
SELECT the_loan.loan_id AS row_key, (the_loan.outstanding - accepted_1.sum_paid) AS outstanding, iif((accepted_1.sum_paid = the_loan.outstanding), 'repaid', 'running') AS status
FROM accepted_1
JOIN loans AS the_loan ON the_loan.loan_id = accepted_1.loan_id
JOIN accounts AS the_account ON the_account.account_id = accepted_1.account_id
""",
    ),
    (
        "loans_after_1_1",
        (),
        """
SELECT old.loan_id, old.customer_id, old.principal, iif(new.row_key IS NULL, old.outstanding, new.outstanding) AS outstanding, old.rate, old.started, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM loans AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.loan_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "balance"),
        """
SELECT the_account.account_id AS row_key, (the_account.balance - accepted_1.sum_paid) AS balance
FROM accepted_1
JOIN loans AS the_loan ON the_loan.loan_id = accepted_1.loan_id
JOIN accounts AS the_account ON the_account.account_id = accepted_1.account_id
""",
    ),
    (
        "accounts_after_1_2",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, old.status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.account_id
""",
    ),
    (
        "calls_2",
        ("from_account_id", "to_account_id", "sum_paid", "reason", "call_key", "place"),
        """
SELECT 'A-0052' AS from_account_id, 'A-0015' AS to_account_id, 800 AS sum_paid, 'rent' AS reason, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("from_account_id", "to_account_id", "sum_paid", "reason", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN accounts_after_1_2 AS the_from_account ON the_from_account.account_id = calls_2.from_account_id
JOIN accounts_after_1_2 AS the_to_account ON the_to_account.account_id = calls_2.to_account_id
WHERE (calls_2.sum_paid >= 100)
AND (the_from_account.account_id <> the_to_account.account_id)
AND ((the_from_account.status = 'open') AND (the_to_account.status = 'open'))
AND ((the_from_account.kind = 'current') OR (the_from_account.customer_id = the_to_account.customer_id))
AND (calls_2.sum_paid <= (the_from_account.balance + the_from_account.overdraft))
AND (((SELECT coalesce(sum(other.amount), 0) FROM transfers AS other WHERE ((other.from_account_id = the_from_account.account_id) AND (other.day = '2026-09-10'))) + calls_2.sum_paid) <= iif(((SELECT segment FROM customers WHERE customer_id = the_from_account.customer_id) = 'business'), 5000, 2000))
""",
    ),
    (
        "change_2_1",
        ("transfer_id", "from_account_id", "to_account_id", "amount", "purpose", "day", "status"),
        """
SELECT printf('T-%04d', (SELECT coalesce(max(CAST(substr(transfer_id, 3) AS INTEGER)), 0) FROM transfers) + row_number() OVER ()) AS transfer_id, the_from_account.account_id AS from_account_id, the_to_account.account_id AS to_account_id, accepted_2.sum_paid AS amount, accepted_2.reason AS purpose, '2026-09-10' AS day, 'done' AS status
FROM accepted_2
JOIN accounts_after_1_2 AS the_from_account ON the_from_account.account_id = accepted_2.from_account_id
JOIN accounts_after_1_2 AS the_to_account ON the_to_account.account_id = accepted_2.to_account_id
""",
    ),
    ("transfers_after_2_1", (), "SELECT * FROM transfers UNION ALL SELECT * FROM change_2_1"),
    (
        "change_2_2",
        ("row_key", "balance"),
        """
SELECT the_from_account.account_id AS row_key, (the_from_account.balance - accepted_2.sum_paid) AS balance
FROM accepted_2
JOIN accounts_after_1_2 AS the_from_account ON the_from_account.account_id = accepted_2.from_account_id
JOIN accounts_after_1_2 AS the_to_account ON the_to_account.account_id = accepted_2.to_account_id
""",
    ),
    (
        "accounts_after_2_2",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, old.status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts_after_1_2 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.account_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "balance"),
        """
SELECT the_to_account.account_id AS row_key, (the_to_account.balance + accepted_2.sum_paid) AS balance
FROM accepted_2
JOIN accounts_after_1_2 AS the_from_account ON the_from_account.account_id = accepted_2.from_account_id
JOIN accounts_after_1_2 AS the_to_account ON the_to_account.account_id = accepted_2.to_account_id
""",
    ),
    (
        "accounts_after_2_3",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, old.status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts_after_2_2 AS old
LEFT JOIN change_2_3 AS new ON new.row_key = old.account_id
""",
    ),
]
AFTERWARDS = {
    "accounts": "SELECT * FROM accounts_after_2_3",
    "loans": "SELECT * FROM loans_after_1_1",
    "transfers": "SELECT * FROM transfers_after_2_1",
}
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
        "loans_as_declared": same["loans"],
        "transfers_as_declared": same["transfers"],
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
