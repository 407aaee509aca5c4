"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("claim_id", "assessor_id", "found_sum", "call_key", "place"),
        """
SELECT t1.claim_id AS claim_id, 'AS-0003' AS assessor_id, 1800 AS found_sum, t1.claim_id AS call_key, NULL AS place
FROM claims AS t1
WHERE t1.cause = 'theft'
""",
    ),
    (
        "accepted_1",
        ("claim_id", "assessor_id", "found_sum", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN claims AS the_claim ON the_claim.claim_id = calls_1.claim_id
JOIN assessors AS the_assessor ON the_assessor.assessor_id = calls_1.assessor_id
WHERE (the_claim.status = 'open')
AND NOT EXISTS (SELECT 1 FROM reports AS other WHERE (other.claim_id = the_claim.claim_id))
AND ((calls_1.found_sum > 0) AND (calls_1.found_sum <= the_assessor.authority))
""",
    ),
    (
        "change_1_1",
        ("report_id", "claim_id", "assessor_id", "estimate", "written"),
        """
SELECT printf('RP-%04d', (SELECT coalesce(max(CAST(substr(report_id, 4) AS INTEGER)), 0) FROM reports) + row_number() OVER ()) AS report_id, the_claim.claim_id AS claim_id, the_assessor.assessor_id AS assessor_id, accepted_1.found_sum AS estimate, '2026-07-15' AS written
FROM accepted_1
JOIN claims AS the_claim ON the_claim.claim_id = accepted_1.claim_id
JOIN assessors AS the_assessor ON the_assessor.assessor_id = accepted_1.assessor_id
""",
    ),
    ("reports_after_1_1", (), "SELECT * FROM reports UNION ALL SELECT * FROM change_1_1"),
]
AFTERWARDS = {"reports": "SELECT * FROM reports_after_1_1"}
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
        "reports_as_declared": same["reports"],
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
