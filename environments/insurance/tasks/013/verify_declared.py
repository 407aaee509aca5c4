"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        """
SELECT t1.policy_id AS policy_id, 'collision' AS reason, '2026-07-08' AS on_day, 3800 AS asked_sum, t1.policy_id AS call_key, t1.ends AS place
FROM policies AS t1
WHERE t1.vehicle_id = (SELECT vehicle_id FROM vehicles WHERE plate = 'CNZ 586')
""",
    ),
    (
        "accepted_1",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN policies AS the_policy ON the_policy.policy_id = calls_1.policy_id
WHERE (the_policy.status = 'running')
AND ((calls_1.on_day <= '2026-07-15') AND (calls_1.on_day >= date('2026-07-15', (-(30)) || ' days')))
AND (calls_1.on_day >= the_policy.starts)
AND ((the_policy.cover = 'full') OR (calls_1.reason = 'collision') OR ((the_policy.cover = 'partial') AND (calls_1.reason = 'hail')))
AND (calls_1.asked_sum > the_policy.excess)
AND (calls_1.asked_sum <= (SELECT worth FROM vehicles WHERE vehicle_id = the_policy.vehicle_id))
ORDER BY place ASC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("claim_id", "policy_id", "garage_id", "cause", "happened", "amount", "status"),
        """
SELECT printf('CL-%04d', (SELECT coalesce(max(CAST(substr(claim_id, 4) AS INTEGER)), 0) FROM claims) + row_number() OVER ()) AS claim_id, the_policy.policy_id AS policy_id, NULL AS garage_id, accepted_1.reason AS cause, accepted_1.on_day AS happened, accepted_1.asked_sum AS amount, 'open' AS status
FROM accepted_1
JOIN policies AS the_policy ON the_policy.policy_id = accepted_1.policy_id
""",
    ),
    ("claims_after_1_1", (), "SELECT * FROM claims UNION ALL SELECT * FROM change_1_1"),
]
WANTED = """
SELECT call_key FROM accepted_1
"""
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
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "claims_as_declared": same["claims"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


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
