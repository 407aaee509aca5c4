"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("from_account_id", "to_account_id", "sum_paid", "reason", "call_key", "place"),
        "SELECT 'A-0025' AS from_account_id, 'A-0067' AS to_account_id, 1450 AS sum_paid, 'rent' AS reason, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("from_account_id", "to_account_id", "sum_paid", "reason", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN accounts AS the_from_account ON the_from_account.account_id = calls_1.from_account_id
JOIN accounts AS the_to_account ON the_to_account.account_id = calls_1.to_account_id
WHERE (calls_1.sum_paid >= 100)
AND (the_from_account.account_id <> the_to_account.account_id)
AND ((the_from_account.status = 'open') AND (the_to_account.status = 'open'))
AND ((the_from_account.kind = 'current') OR (the_from_account.customer_id = the_to_account.customer_id))
AND (calls_1.sum_paid <= (the_from_account.balance + the_from_account.overdraft))
AND (((SELECT coalesce(sum(other.amount), 0) FROM transfers AS other WHERE ((other.from_account_id = the_from_account.account_id) AND (other.day = '2026-09-10'))) + calls_1.sum_paid) <= iif(((SELECT segment FROM customers WHERE customer_id = the_from_account.customer_id) = 'business'), 5000, 2000))
""",
    ),
    (
        "change_1_1",
        ("transfer_id", "from_account_id", "to_account_id", "amount", "purpose", "day", "status"),
        """
SELECT printf('T-%04d', (SELECT coalesce(max(CAST(substr(transfer_id, 3) AS INTEGER)), 0) FROM transfers) + row_number() OVER ()) AS transfer_id, the_from_account.account_id AS from_account_id, the_to_account.account_id AS to_account_id, accepted_1.sum_paid AS amount, accepted_1.reason AS purpose, '2026-09-10' AS day, 'done' AS status
FROM accepted_1
JOIN accounts AS the_from_account ON the_from_account.account_id = accepted_1.from_account_id
JOIN accounts AS the_to_account ON the_to_account.account_id = accepted_1.to_account_id
""",
    ),
    ("transfers_after_1_1", (), "SELECT * FROM transfers UNION ALL SELECT * FROM change_1_1"),
    (
        "change_1_2",
        ("row_key", "balance"),
        """
SELECT the_from_account.account_id AS row_key, (the_from_account.balance - accepted_1.sum_paid) AS balance
FROM accepted_1
JOIN accounts AS the_from_account ON the_from_account.account_id = accepted_1.from_account_id
JOIN accounts AS the_to_account ON the_to_account.account_id = accepted_1.to_account_id
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
        "change_1_3",
        ("row_key", "balance"),
        """
SELECT the_to_account.account_id AS row_key, (the_to_account.balance + accepted_1.sum_paid) AS balance
FROM accepted_1
JOIN accounts AS the_from_account ON the_from_account.account_id = accepted_1.from_account_id
JOIN accounts AS the_to_account ON the_to_account.account_id = accepted_1.to_account_id
""",
    ),
    (
        "accounts_after_1_3",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, old.status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts_after_1_2 AS old
LEFT JOIN change_1_3 AS new ON new.row_key = old.account_id
""",
    ),
    (
        "calls_2",
        ("from_account_id", "to_account_id", "sum_paid", "reason", "call_key", "place"),
        """
SELECT 'A-0067' AS from_account_id, 'A-0044' AS to_account_id, 450 AS sum_paid, 'rent' AS reason, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("from_account_id", "to_account_id", "sum_paid", "reason", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN accounts_after_1_3 AS the_from_account ON the_from_account.account_id = calls_2.from_account_id
JOIN accounts_after_1_3 AS the_to_account ON the_to_account.account_id = calls_2.to_account_id
WHERE (calls_2.sum_paid >= 100)
AND (the_from_account.account_id <> the_to_account.account_id)
AND ((the_from_account.status = 'open') AND (the_to_account.status = 'open'))
AND ((the_from_account.kind = 'current') OR (the_from_account.customer_id = the_to_account.customer_id))
AND (calls_2.sum_paid <= (the_from_account.balance + the_from_account.overdraft))
AND (((SELECT coalesce(sum(other.amount), 0) FROM transfers_after_1_1 AS other WHERE ((other.from_account_id = the_from_account.account_id) AND (other.day = '2026-09-10'))) + calls_2.sum_paid) <= iif(((SELECT segment FROM customers WHERE customer_id = the_from_account.customer_id) = 'business'), 5000, 2000))
""",
    ),
    (
        "change_2_1",
        ("transfer_id", "from_account_id", "to_account_id", "amount", "purpose", "day", "status"),
        """
SELECT printf('T-%04d', (SELECT coalesce(max(CAST(substr(transfer_id, 3) AS INTEGER)), 0) FROM transfers_after_1_1) + row_number() OVER ()) AS transfer_id, the_from_account.account_id AS from_account_id, the_to_account.account_id AS to_account_id, accepted_2.sum_paid AS amount, accepted_2.reason AS purpose, '2026-09-10' AS day, 'done' AS status
FROM accepted_2
JOIN accounts_after_1_3 AS the_from_account ON the_from_account.account_id = accepted_2.from_account_id
JOIN accounts_after_1_3 AS the_to_account ON the_to_account.account_id = accepted_2.to_account_id
""",
    ),
    ("transfers_after_2_1", (), "SELECT * FROM transfers_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "change_2_2",
        ("row_key", "balance"),
        """
SELECT the_from_account.account_id AS row_key, (the_from_account.balance - accepted_2.sum_paid) AS balance
FROM accepted_2
JOIN accounts_after_1_3 AS the_from_account ON the_from_account.account_id = accepted_2.from_account_id
JOIN accounts_after_1_3 AS the_to_account ON the_to_account.account_id = accepted_2.to_account_id
""",
    ),
    (
        "accounts_after_2_2",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, old.status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts_after_1_3 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.account_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "balance"),
        """
SELECT the_to_account.account_id AS row_key, (the_to_account.balance + accepted_2.sum_paid) AS balance
FROM accepted_2
JOIN accounts_after_1_3 AS the_from_account ON the_from_account.account_id = accepted_2.from_account_id
JOIN accounts_after_1_3 AS the_to_account ON the_to_account.account_id = accepted_2.to_account_id
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
    ("calls_3", ("account_id", "call_key", "place"), "SELECT 'A-0008' AS account_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("account_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN accounts_after_2_3 AS the_account ON the_account.account_id = calls_3.account_id
WHERE (the_account.status = 'open')
AND (the_account.balance <= 100)
AND NOT EXISTS (SELECT 1 FROM cards AS other WHERE ((other.account_id = the_account.account_id) AND (other.status = 'active')))
""",
    ),
    (
        "change_3_1",
        ("row_key", "status", "balance"),
        """
SELECT the_account.account_id AS row_key, 'closed' AS status, 0 AS balance
FROM accepted_3
JOIN accounts_after_2_3 AS the_account ON the_account.account_id = accepted_3.account_id
""",
    ),
    (
        "accounts_after_3_1",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, iif(new.row_key IS NULL, old.status, new.status) AS status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts_after_2_3 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.account_id
""",
    ),
    (
        "calls_4",
        ("card_id", "call_key", "place"),
        "SELECT 'CD-0006' AS card_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("card_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN cards AS the_card ON the_card.card_id = calls_4.card_id
WHERE (the_card.status = 'active')
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_card.card_id AS row_key, 'blocked' AS status
FROM accepted_4
JOIN cards AS the_card ON the_card.card_id = accepted_4.card_id
""",
    ),
    (
        "cards_after_4_1",
        (),
        """
SELECT old.card_id, old.number, old.account_id, old.kind, iif(new.row_key IS NULL, old.status, new.status) AS status, old.monthly_limit
FROM cards AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.card_id
""",
    ),
]
AFTERWARDS = {
    "accounts": "SELECT * FROM accounts_after_3_1",
    "cards": "SELECT * FROM cards_after_4_1",
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
    same = same_tables(before, after)
    return {
        "accounts_as_declared": same["accounts"],
        "cards_as_declared": same["cards"],
        "transfers_as_declared": same["transfers"],
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
