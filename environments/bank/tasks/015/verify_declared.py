"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("card_id", "new_limit", "call_key", "place"),
        """
SELECT t1.card_id AS card_id, 5000 AS new_limit, t1.card_id AS call_key, t1.monthly_limit AS place
FROM cards AS t1
WHERE t1.account_id = (SELECT account_id FROM accounts WHERE number = '35 3663 3743')
""",
    ),
    (
        "accepted_1",
        ("card_id", "new_limit", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN cards AS the_card ON the_card.card_id = calls_1.card_id
WHERE (the_card.status = 'active')
AND ((calls_1.new_limit >= 100) AND (calls_1.new_limit <= 5000))
AND ((the_card.kind = 'debit') OR ((SELECT score FROM customers WHERE customer_id = (SELECT customer_id FROM accounts WHERE account_id = the_card.account_id)) >= 600) OR (calls_1.new_limit <= 1000))
ORDER BY place DESC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("row_key", "monthly_limit"),
        """
SELECT the_card.card_id AS row_key, accepted_1.new_limit AS monthly_limit
FROM accepted_1
JOIN cards AS the_card ON the_card.card_id = accepted_1.card_id
""",
    ),
    (
        "cards_after_1_1",
        (),
        """
SELECT old.card_id, old.number, old.account_id, old.kind, old.status, iif(new.row_key IS NULL, old.monthly_limit, new.monthly_limit) AS monthly_limit
FROM cards AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.card_id
""",
    ),
]
AFTERWARDS = {"cards": "SELECT * FROM cards_after_1_1"}
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
        "cards_as_declared": same["cards"],
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
