"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT (SELECT t1.account_id FROM accounts AS t1 WHERE t1.customer_id = (SELECT t2.customer_id FROM customers AS t2 WHERE t2.segment = 'retail' AND t2.score >= 531 AND EXISTS (SELECT 1 FROM accounts AS t3 WHERE t3.status <> 'open' AND t3.customer_id = t2.customer_id) AND t2.score IS NOT NULL ORDER BY t2.score LIMIT 1) AND t1.overdraft <= 0 AND t1.balance IS NOT NULL ORDER BY t1.balance DESC LIMIT 1)
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
