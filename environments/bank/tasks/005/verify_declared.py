"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT day FROM transfers WHERE transfer_id = (SELECT t1.transfer_id FROM transfers AS t1 WHERE t1.from_account_id = (SELECT account_id FROM accounts WHERE number = '84 1095 0184') AND t1.amount IS NOT NULL ORDER BY t1.amount LIMIT 1))
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
    same = {}
    for table, key in KEYS.items():
        rows = f"SELECT * FROM {table} ORDER BY {key}"
        same[table] = before.all(rows) == after.all(rows)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()
