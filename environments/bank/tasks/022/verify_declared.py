"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.transfer_id, t1.amount, t1.status
    FROM transfers AS t1
    WHERE t1.to_account_id = (SELECT to_account_id FROM transfers WHERE transfer_id = (SELECT t2.transfer_id FROM transfers AS t2 WHERE t2.purpose = 'salary' AND t2.from_account_id = (SELECT account_id FROM accounts WHERE number = '02 3980 4067') AND t2.amount IS NOT NULL ORDER BY t2.amount DESC LIMIT 1))
    AND t1.amount IS NOT NULL
),
sets AS (
    SELECT c1.transfer_id AS c1, c2.transfer_id AS c2, c1.amount + c2.amount AS gain
    FROM candidates AS c1, candidates AS c2
    WHERE c1.transfer_id < c2.transfer_id
    AND c1.status <> c2.status
)
SELECT c1, c2 FROM sets WHERE gain = (SELECT min(gain) FROM sets)
"""
KEYS = {
    "customers": "customer_id",
    "accounts": "account_id",
    "transfers": "transfer_id",
    "cards": "card_id",
    "loans": "loan_id",
}


def verify(answer, before, after):
    wanted = [list(row.values()) for row in before.all(WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """The ids of the one set, in any order."""
    return len(wanted) == 1 and sorted(ids(answer)) == sorted(str(one).lower() for one in wanted[0])


def ids(answer):
    """The ids that were given, one text with commas included."""
    parts = answer.split(",") if isinstance(answer, str) else answer if isinstance(answer, list) else ()
    return [one.strip().lower() if isinstance(one, str) else "?" for one in parts]


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
