"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("claim_id", "garage_id", "call_key", "place"),
        """
SELECT t1.claim_id AS claim_id, 'GA-0001' AS garage_id, t1.claim_id AS call_key, NULL AS place
FROM claims AS t1
WHERE t1.garage_id = 'GA-0012'
""",
    ),
    (
        "accepted_1",
        ("claim_id", "garage_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN claims AS the_claim ON the_claim.claim_id = calls_1.claim_id
JOIN garages AS the_garage ON the_garage.garage_id = calls_1.garage_id
WHERE (the_claim.status <> 'rejected')
AND (the_claim.cause <> 'theft')
AND ((the_claim.amount <= 2000) OR (the_garage.partner = 'partner'))
AND ((SELECT count(*) FROM claims AS other WHERE (coalesce((other.garage_id IS the_garage.garage_id), 0) AND (other.status = 'open'))) < the_garage.bays)
""",
    ),
    (
        "change_1_1",
        ("row_key", "garage_id"),
        """
SELECT the_claim.claim_id AS row_key, the_garage.garage_id AS garage_id
FROM accepted_1
JOIN claims AS the_claim ON the_claim.claim_id = accepted_1.claim_id
JOIN garages AS the_garage ON the_garage.garage_id = accepted_1.garage_id
""",
    ),
    (
        "claims_after_1_1",
        (),
        """
SELECT old.claim_id, old.policy_id, iif(new.row_key IS NULL, old.garage_id, new.garage_id) AS garage_id, old.cause, old.happened, old.amount, old.status
FROM claims AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.claim_id
""",
    ),
]
AFTERWARDS = {"claims": "SELECT * FROM claims_after_1_1"}
KEYS = {
    "holders": "holder_id",
    "vehicles": "vehicle_id",
    "policies": "policy_id",
    "garages": "garage_id",
    "claims": "claim_id",
    "assessors": "assessor_id",
    "reports": "report_id",
    "payments": "payment_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "claims_as_declared": same["claims"],
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
