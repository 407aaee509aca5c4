"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("cancel_policy_1", "cancel_policy_2")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        "SELECT (SELECT t1.policy_id FROM policies AS t1 WHERE t1.vehicle_id = (SELECT vehicle_id FROM vehicles WHERE plate = 'MSJ 683') AND t1.premium IS NOT NULL ORDER BY t1.premium DESC LIMIT 1) AS policy_id, 'collision' AS reason, '2026-06-14' AS on_day, 3000 AS asked_sum, NULL AS call_key, NULL AS place",
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
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
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
    (
        "calls_2",
        ("policy_id", "call_key", "place"),
        """
SELECT (SELECT t2.policy_id FROM policies AS t2 WHERE t2.vehicle_id = (SELECT vehicle_id FROM vehicles WHERE plate = 'MSJ 683') AND t2.premium IS NOT NULL ORDER BY t2.premium DESC LIMIT 1) AS policy_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("policy_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN policies AS the_policy ON the_policy.policy_id = calls_2.policy_id
WHERE (the_policy.status = 'running')
AND NOT EXISTS (SELECT 1 FROM claims_after_1_1 AS other WHERE ((other.policy_id = the_policy.policy_id) AND (other.status = 'open')))
AND (the_policy.ends > date('2026-07-15', (+(30)) || ' days'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_policy.policy_id AS row_key, 'cancelled' AS status
FROM accepted_2
JOIN policies AS the_policy ON the_policy.policy_id = accepted_2.policy_id
""",
    ),
    (
        "policies_after_2_1",
        (),
        """
SELECT old.policy_id, old.vehicle_id, old.cover, old.premium, old.excess, old.starts, old.ends, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM policies AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.policy_id
""",
    ),
    (
        "calls_3",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        "SELECT 'PO-0005' AS policy_id, 'collision' AS reason, '2026-06-25' AS on_day, 6400 AS asked_sum, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN policies_after_2_1 AS the_policy ON the_policy.policy_id = calls_3.policy_id
WHERE (the_policy.status = 'running')
AND ((calls_3.on_day <= '2026-07-15') AND (calls_3.on_day >= date('2026-07-15', (-(30)) || ' days')))
AND (calls_3.on_day >= the_policy.starts)
AND ((the_policy.cover = 'full') OR (calls_3.reason = 'collision') OR ((the_policy.cover = 'partial') AND (calls_3.reason = 'hail')))
AND (calls_3.asked_sum > the_policy.excess)
AND (calls_3.asked_sum <= (SELECT worth FROM vehicles WHERE vehicle_id = the_policy.vehicle_id))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("claim_id", "policy_id", "garage_id", "cause", "happened", "amount", "status"),
        """
SELECT printf('CL-%04d', (SELECT coalesce(max(CAST(substr(claim_id, 4) AS INTEGER)), 0) FROM claims_after_1_1) + row_number() OVER ()) AS claim_id, the_policy.policy_id AS policy_id, NULL AS garage_id, accepted_3.reason AS cause, accepted_3.on_day AS happened, accepted_3.asked_sum AS amount, 'open' AS status
FROM accepted_3
JOIN policies_after_2_1 AS the_policy ON the_policy.policy_id = accepted_3.policy_id
""",
    ),
    ("claims_after_3_1", (), "SELECT * FROM claims_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("policy_id", "call_key", "place"),
        "SELECT 'PO-0005' AS policy_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("policy_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN policies_after_2_1 AS the_policy ON the_policy.policy_id = calls_4.policy_id
WHERE (the_policy.status = 'running')
AND NOT EXISTS (SELECT 1 FROM claims_after_3_1 AS other WHERE ((other.policy_id = the_policy.policy_id) AND (other.status = 'open')))
AND (the_policy.ends > date('2026-07-15', (+(30)) || ' days'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_policy.policy_id AS row_key, 'cancelled' AS status
FROM accepted_4
JOIN policies_after_2_1 AS the_policy ON the_policy.policy_id = accepted_4.policy_id
""",
    ),
    (
        "policies_after_4_1",
        (),
        """
SELECT old.policy_id, old.vehicle_id, old.cover, old.premium, old.excess, old.starts, old.ends, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM policies_after_2_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.policy_id
""",
    ),
]
AFTERWARDS = {"claims": "SELECT * FROM claims_after_3_1", "policies": "SELECT * FROM policies_after_4_1"}
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
    asked = asked_for(before, after)
    return {name: place in asked for place, name in enumerate(CRITERIA, 1)}


def asked_for(before, after):
    """Numbers of the steps that would leave what is there, if they alone had been asked for; () if none would."""
    return next((some for some in SUBSETS if all(same_tables(before, after, some).values())), ())


def same_tables(before, after, some):
    """Which tables hold what they should."""
    steps = after_steps(before, some)
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


def after_steps(before, some):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = [f"asked (step) AS (VALUES ({'), ('.join(map(str, some))}))"]
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
