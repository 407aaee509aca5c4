"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("claim_id", "garage_id", "call_key", "place"),
        "SELECT 'CL-0087' AS claim_id, 'GA-0010' AS garage_id, NULL AS call_key, NULL AS place",
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
        ("claim_id", "assessor_id", "found_sum", "call_key", "place"),
        """
SELECT 'CL-0017' AS claim_id, 'AS-0006' AS assessor_id, 6000 AS found_sum, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("claim_id", "assessor_id", "found_sum", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN claims_after_1_1 AS the_claim ON the_claim.claim_id = calls_2.claim_id
JOIN assessors AS the_assessor ON the_assessor.assessor_id = calls_2.assessor_id
WHERE (the_claim.status = 'open')
AND NOT EXISTS (SELECT 1 FROM reports AS other WHERE (other.claim_id = the_claim.claim_id))
AND ((calls_2.found_sum > 0) AND (calls_2.found_sum <= the_assessor.authority))
""",
    ),
    (
        "change_2_1",
        ("report_id", "claim_id", "assessor_id", "estimate", "written"),
        """
SELECT printf('RP-%04d', (SELECT coalesce(max(CAST(substr(report_id, 4) AS INTEGER)), 0) FROM reports) + row_number() OVER ()) AS report_id, the_claim.claim_id AS claim_id, the_assessor.assessor_id AS assessor_id, accepted_2.found_sum AS estimate, '2026-07-15' AS written
FROM accepted_2
JOIN claims_after_1_1 AS the_claim ON the_claim.claim_id = accepted_2.claim_id
JOIN assessors AS the_assessor ON the_assessor.assessor_id = accepted_2.assessor_id
""",
    ),
    ("reports_after_2_1", (), "SELECT * FROM reports UNION ALL SELECT * FROM change_2_1"),
    ("calls_3", ("policy_id", "call_key", "place"), "SELECT 'PO-0021' AS policy_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("policy_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN policies AS the_policy ON the_policy.policy_id = calls_3.policy_id
WHERE (the_policy.status = 'running')
AND NOT EXISTS (SELECT 1 FROM claims_after_1_1 AS other WHERE ((other.policy_id = the_policy.policy_id) AND (other.status = 'open')))
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
        ("policy_id", "call_key", "place"),
        "SELECT 'PO-0005' AS policy_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("policy_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN policies_after_3_1 AS the_policy ON the_policy.policy_id = calls_4.policy_id
WHERE (the_policy.status = 'running')
AND NOT EXISTS (SELECT 1 FROM claims_after_1_1 AS other WHERE ((other.policy_id = the_policy.policy_id) AND (other.status = 'open')))
AND (the_policy.ends > date('2026-07-15', (+(30)) || ' days'))
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_policy.policy_id AS row_key, 'cancelled' AS status
FROM accepted_4
JOIN policies_after_3_1 AS the_policy ON the_policy.policy_id = accepted_4.policy_id
""",
    ),
    (
        "policies_after_4_1",
        (),
        """
SELECT old.policy_id, old.vehicle_id, old.cover, old.premium, old.excess, old.starts, old.ends, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM policies_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.policy_id
""",
    ),
]
AFTERWARDS = {
    "claims": "SELECT * FROM claims_after_1_1",
    "policies": "SELECT * FROM policies_after_4_1",
    "reports": "SELECT * FROM reports_after_2_1",
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
    steps = after_steps(before)
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
        "claims_as_declared": same["claims"],
        "policies_as_declared": same["policies"],
        "reports_as_declared": same["reports"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


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
