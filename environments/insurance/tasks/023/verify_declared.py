"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("claim_id", "garage_id", "call_key", "place"),
        "SELECT 'CL-0010' AS claim_id, 'GA-0008' AS garage_id, NULL AS call_key, NULL AS place",
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
    (
        "calls_2",
        ("claim_id", "call_key", "place"),
        """
SELECT (SELECT claim_id FROM reports WHERE report_id = 'RP-0054') AS claim_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("claim_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN claims_after_1_1 AS the_claim ON the_claim.claim_id = calls_2.claim_id
WHERE (the_claim.status = 'open')
AND EXISTS (SELECT 1 FROM reports AS other WHERE (other.claim_id = the_claim.claim_id))
AND NOT EXISTS (SELECT 1 FROM reports AS other WHERE ((other.claim_id = the_claim.claim_id) AND (other.estimate < the_claim.amount)))
AND ((SELECT status FROM holders WHERE holder_id = (SELECT holder_id FROM vehicles WHERE vehicle_id = (SELECT vehicle_id FROM policies WHERE policy_id = the_claim.policy_id))) = 'good')
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_claim.claim_id AS row_key, 'accepted' AS status
FROM accepted_2
JOIN claims_after_1_1 AS the_claim ON the_claim.claim_id = accepted_2.claim_id
""",
    ),
    (
        "claims_after_2_1",
        (),
        """
SELECT old.claim_id, old.policy_id, old.garage_id, old.cause, old.happened, old.amount, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM claims_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.claim_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "clean_years"),
        """
SELECT (SELECT holder_id FROM vehicles WHERE vehicle_id = (SELECT vehicle_id FROM policies WHERE policy_id = the_claim.policy_id)) AS row_key, 0 AS clean_years
FROM accepted_2
JOIN claims_after_1_1 AS the_claim ON the_claim.claim_id = accepted_2.claim_id
""",
    ),
    (
        "holders_after_2_2",
        (),
        """
SELECT old.holder_id, old.name, old.city, iif(new.row_key IS NULL, old.clean_years, new.clean_years) AS clean_years, old.status
FROM holders AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.holder_id
""",
    ),
    ("calls_3", ("policy_id", "call_key", "place"), "SELECT 'PO-0047' AS policy_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("policy_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN policies AS the_policy ON the_policy.policy_id = calls_3.policy_id
WHERE (the_policy.status = 'running')
AND NOT EXISTS (SELECT 1 FROM claims_after_2_1 AS other WHERE ((other.policy_id = the_policy.policy_id) AND (other.status = 'open')))
AND (the_policy.ends > date('2026-07-15', (+(30)) || ' days'))
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_policy.policy_id AS row_key, 'cancelled' AS status
FROM accepted_3
JOIN policies AS the_policy ON the_policy.policy_id = accepted_3.policy_id
""",
    ),
    (
        "policies_after_3_1",
        (),
        """
SELECT old.policy_id, old.vehicle_id, old.cover, old.premium, old.excess, old.starts, old.ends, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM policies AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.policy_id
""",
    ),
    (
        "calls_4",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        """
SELECT 'PO-0047' AS policy_id, 'collision' AS reason, '2026-06-20' AS on_day, 1800 AS asked_sum, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN policies_after_3_1 AS the_policy ON the_policy.policy_id = calls_4.policy_id
WHERE (the_policy.status = 'running')
AND ((calls_4.on_day <= '2026-07-15') AND (calls_4.on_day >= date('2026-07-15', (-(30)) || ' days')))
AND (calls_4.on_day >= the_policy.starts)
AND ((the_policy.cover = 'full') OR (calls_4.reason = 'collision') OR ((the_policy.cover = 'partial') AND (calls_4.reason = 'hail')))
AND (calls_4.asked_sum > the_policy.excess)
AND (calls_4.asked_sum <= (SELECT worth FROM vehicles WHERE vehicle_id = the_policy.vehicle_id))
""",
    ),
    (
        "change_4_1",
        ("claim_id", "policy_id", "garage_id", "cause", "happened", "amount", "status"),
        """
SELECT printf('CL-%04d', (SELECT coalesce(max(CAST(substr(claim_id, 4) AS INTEGER)), 0) FROM claims_after_2_1) + row_number() OVER ()) AS claim_id, the_policy.policy_id AS policy_id, NULL AS garage_id, accepted_4.reason AS cause, accepted_4.on_day AS happened, accepted_4.asked_sum AS amount, 'open' AS status
FROM accepted_4
JOIN policies_after_3_1 AS the_policy ON the_policy.policy_id = accepted_4.policy_id
""",
    ),
    ("claims_after_4_1", (), "SELECT * FROM claims_after_2_1 UNION ALL SELECT * FROM change_4_1"),
]
AFTERWARDS = {
    "claims": "SELECT * FROM claims_after_4_1",
    "holders": "SELECT * FROM holders_after_2_2",
    "policies": "SELECT * FROM policies_after_3_1",
}
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
        "holders_as_declared": same["holders"],
        "policies_as_declared": same["policies"],
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
