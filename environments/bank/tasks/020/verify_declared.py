"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    ("calls_1", ("card_id", "call_key", "place"), "SELECT 'CD-0033' AS card_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_1",
        ("card_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN cards AS the_card ON the_card.card_id = calls_1.card_id
WHERE (the_card.status = 'active')
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_card.card_id AS row_key, 'blocked' AS status
FROM accepted_1
JOIN cards AS the_card ON the_card.card_id = accepted_1.card_id
""",
    ),
    (
        "cards_after_1_1",
        (),
        """
SELECT old.card_id, old.number, old.account_id, old.kind, iif(new.row_key IS NULL, old.status, new.status) AS status, old.monthly_limit
FROM cards AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.card_id
""",
    ),
    (
        "calls_2",
        ("loan_id", "account_id", "sum_paid", "call_key", "place"),
        """
SELECT 'L-0001' AS loan_id, 'A-0025' AS account_id, 1800 AS sum_paid, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("loan_id", "account_id", "sum_paid", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN loans AS the_loan ON the_loan.loan_id = calls_2.loan_id
JOIN accounts AS the_account ON the_account.account_id = calls_2.account_id
WHERE (the_account.customer_id = the_loan.customer_id)
AND (the_account.status = 'open')
AND ((calls_2.sum_paid > 0) AND (calls_2.sum_paid <= the_loan.outstanding))
AND (calls_2.sum_paid <= the_account.balance)
""",
    ),
    (
        "change_2_1",
        ("row_key", "outstanding", "status"),
        """
SELECT the_loan.loan_id AS row_key, (the_loan.outstanding - accepted_2.sum_paid) AS outstanding, iif((accepted_2.sum_paid = the_loan.outstanding), 'repaid', 'running') AS status
FROM accepted_2
JOIN loans AS the_loan ON the_loan.loan_id = accepted_2.loan_id
JOIN accounts AS the_account ON the_account.account_id = accepted_2.account_id
""",
    ),
    (
        "loans_after_2_1",
        (),
        """
SELECT old.loan_id, old.customer_id, old.principal, iif(new.row_key IS NULL, old.outstanding, new.outstanding) AS outstanding, old.rate, old.started, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM loans AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.loan_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "balance"),
        """
SELECT the_account.account_id AS row_key, (the_account.balance - accepted_2.sum_paid) AS balance
FROM accepted_2
JOIN loans AS the_loan ON the_loan.loan_id = accepted_2.loan_id
JOIN accounts AS the_account ON the_account.account_id = accepted_2.account_id
""",
    ),
    (
        "accounts_after_2_2",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, old.status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.account_id
""",
    ),
    (
        "calls_3",
        ("card_id", "new_limit", "call_key", "place"),
        "SELECT (SELECT card_id FROM cards_after_1_1 WHERE number = '9850 0748') AS card_id, 5500 AS new_limit, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("card_id", "new_limit", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN cards_after_1_1 AS the_card ON the_card.card_id = calls_3.card_id
WHERE (the_card.status = 'active')
AND ((calls_3.new_limit >= 100) AND (calls_3.new_limit <= 5000))
AND ((the_card.kind = 'debit') OR ((SELECT score FROM customers WHERE customer_id = (SELECT customer_id FROM accounts_after_2_2 WHERE account_id = the_card.account_id)) >= 600) OR (calls_3.new_limit <= 1000))
""",
    ),
    (
        "change_3_1",
        ("row_key", "monthly_limit"),
        """
SELECT the_card.card_id AS row_key, accepted_3.new_limit AS monthly_limit
FROM accepted_3
JOIN cards_after_1_1 AS the_card ON the_card.card_id = accepted_3.card_id
""",
    ),
    (
        "cards_after_3_1",
        (),
        """
SELECT old.card_id, old.number, old.account_id, old.kind, old.status, iif(new.row_key IS NULL, old.monthly_limit, new.monthly_limit) AS monthly_limit
FROM cards_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.card_id
""",
    ),
    (
        "calls_4",
        ("card_id", "new_limit", "call_key", "place"),
        """
SELECT (SELECT card_id FROM cards_after_1_1 WHERE number = '9850 0748') AS card_id, 3000 AS new_limit, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("card_id", "new_limit", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN cards_after_3_1 AS the_card ON the_card.card_id = calls_4.card_id
WHERE (the_card.status = 'active')
AND ((calls_4.new_limit >= 100) AND (calls_4.new_limit <= 5000))
AND ((the_card.kind = 'debit') OR ((SELECT score FROM customers WHERE customer_id = (SELECT customer_id FROM accounts_after_2_2 WHERE account_id = the_card.account_id)) >= 600) OR (calls_4.new_limit <= 1000))
""",
    ),
    (
        "change_4_1",
        ("row_key", "monthly_limit"),
        """
SELECT the_card.card_id AS row_key, accepted_4.new_limit AS monthly_limit
FROM accepted_4
JOIN cards_after_3_1 AS the_card ON the_card.card_id = accepted_4.card_id
""",
    ),
    (
        "cards_after_4_1",
        (),
        """
SELECT old.card_id, old.number, old.account_id, old.kind, old.status, iif(new.row_key IS NULL, old.monthly_limit, new.monthly_limit) AS monthly_limit
FROM cards_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.card_id
""",
    ),
]
AFTERWARDS = {
    "accounts": "SELECT * FROM accounts_after_2_2",
    "cards": "SELECT * FROM cards_after_4_1",
    "loans": "SELECT * FROM loans_after_2_1",
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
        "loans_as_declared": same["loans"],
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
