"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

STEPS = [
    ("calls_1", ("card_id", "call_key", "place"), "SELECT 'CD-0057' AS card_id, NULL AS call_key, NULL AS place"),
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
        ("card_id", "call_key", "place"),
        "SELECT 'CD-0021' AS card_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("card_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN cards_after_1_1 AS the_card ON the_card.card_id = calls_2.card_id
WHERE (the_card.status = 'active')
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_card.card_id AS row_key, 'blocked' AS status
FROM accepted_2
JOIN cards_after_1_1 AS the_card ON the_card.card_id = accepted_2.card_id
""",
    ),
    (
        "cards_after_2_1",
        (),
        """
SELECT old.card_id, old.number, old.account_id, old.kind, iif(new.row_key IS NULL, old.status, new.status) AS status, old.monthly_limit
FROM cards_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.card_id
""",
    ),
    (
        "calls_3",
        ("loan_id", "account_id", "sum_paid", "call_key", "place"),
        """
SELECT t1.account_id AS account_id, 'L-0006' AS loan_id, 100 AS sum_paid, t1.account_id AS call_key, t1.overdraft AS place
FROM accounts AS t1
WHERE t1.customer_id = (SELECT customer_id FROM customers WHERE name = 'Tomas Yamada')
""",
    ),
    (
        "accepted_3",
        ("loan_id", "account_id", "sum_paid", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN loans AS the_loan ON the_loan.loan_id = calls_3.loan_id
JOIN accounts AS the_account ON the_account.account_id = calls_3.account_id
WHERE (the_account.customer_id = the_loan.customer_id)
AND (the_account.status = 'open')
AND ((calls_3.sum_paid > 0) AND (calls_3.sum_paid <= the_loan.outstanding))
AND (calls_3.sum_paid <= the_account.balance)
ORDER BY place LIMIT 1
""",
    ),
    (
        "change_3_1",
        ("row_key", "outstanding", "status"),
        """
SELECT the_loan.loan_id AS row_key, (the_loan.outstanding - accepted_3.sum_paid) AS outstanding, iif((accepted_3.sum_paid = the_loan.outstanding), 'repaid', 'running') AS status
FROM accepted_3
JOIN loans AS the_loan ON the_loan.loan_id = accepted_3.loan_id
JOIN accounts AS the_account ON the_account.account_id = accepted_3.account_id
""",
    ),
    (
        "loans_after_3_1",
        (),
        """
SELECT old.loan_id, old.customer_id, old.principal, iif(new.row_key IS NULL, old.outstanding, new.outstanding) AS outstanding, old.rate, old.started, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM loans AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.loan_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "balance"),
        """
SELECT the_account.account_id AS row_key, (the_account.balance - accepted_3.sum_paid) AS balance
FROM accepted_3
JOIN loans AS the_loan ON the_loan.loan_id = accepted_3.loan_id
JOIN accounts AS the_account ON the_account.account_id = accepted_3.account_id
""",
    ),
    (
        "accounts_after_3_2",
        (),
        """
SELECT old.account_id, old.number, old.customer_id, old.kind, old.status, iif(new.row_key IS NULL, old.balance, new.balance) AS balance, old.overdraft
FROM accounts AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.account_id
""",
    ),
]
WANTED = """
SELECT round(avg(t2.principal), 2) FROM loans_after_3_1 AS t2 WHERE t2.status = 'running'
"""
AFTERWARDS = {
    "accounts": "SELECT * FROM accounts_after_3_2",
    "cards": "SELECT * FROM cards_after_2_1",
    "loans": "SELECT * FROM loans_after_3_1",
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
    wanted = [list(row.values()) for row in before.all(steps + WANTED)]
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
        "answer_as_declared": matches(answer, wanted),
        "accounts_as_declared": same["accounts"],
        "cards_as_declared": same["cards"],
        "loans_as_declared": same["loans"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One number, to a hundredth."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        given = Fraction(answer.replace(",", "") if isinstance(answer, str) else answer)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
    return abs(given - Fraction(str(wanted[0][0]))) <= Fraction(11, 1000)


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
