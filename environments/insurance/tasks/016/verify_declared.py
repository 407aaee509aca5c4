"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("claim_id", "call_key", "place"),
        "SELECT (SELECT claim_id FROM reports WHERE report_id = 'RP-0055') AS claim_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("claim_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN claims AS the_claim ON the_claim.claim_id = calls_1.claim_id
WHERE (the_claim.status = 'open')
AND EXISTS (SELECT 1 FROM reports AS other WHERE (other.claim_id = the_claim.claim_id))
AND NOT EXISTS (SELECT 1 FROM reports AS other WHERE ((other.claim_id = the_claim.claim_id) AND (other.estimate < the_claim.amount)))
AND ((SELECT status FROM holders WHERE holder_id = (SELECT holder_id FROM vehicles WHERE vehicle_id = (SELECT vehicle_id FROM policies WHERE policy_id = the_claim.policy_id))) = 'good')
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_claim.claim_id AS row_key, 'accepted' AS status
FROM accepted_1
JOIN claims AS the_claim ON the_claim.claim_id = accepted_1.claim_id
""",
    ),
    (
        "claims_after_1_1",
        (),
        """
SELECT old.claim_id, old.policy_id, old.garage_id, old.cause, old.happened, old.amount, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM claims AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.claim_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "clean_years"),
        """
SELECT (SELECT holder_id FROM vehicles WHERE vehicle_id = (SELECT vehicle_id FROM policies WHERE policy_id = the_claim.policy_id)) AS row_key, 0 AS clean_years
FROM accepted_1
JOIN claims AS the_claim ON the_claim.claim_id = accepted_1.claim_id
""",
    ),
    (
        "holders_after_1_2",
        (),
        """
SELECT old.holder_id, old.name, old.city, iif(new.row_key IS NULL, old.clean_years, new.clean_years) AS clean_years, old.status
FROM holders AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.holder_id
""",
    ),
    (
        "calls_2",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        "SELECT 'PO-0087' AS policy_id, 'collision' AS reason, '2026-07-08' AS on_day, 4400 AS asked_sum, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_2",
        ("policy_id", "reason", "on_day", "asked_sum", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN policies AS the_policy ON the_policy.policy_id = calls_2.policy_id
WHERE (the_policy.status = 'running')
AND ((calls_2.on_day <= '2026-07-15') AND (calls_2.on_day >= date('2026-07-15', (-(30)) || ' days')))
AND (calls_2.on_day >= the_policy.starts)
AND ((the_policy.cover = 'full') OR (calls_2.reason = 'collision') OR ((the_policy.cover = 'partial') AND (calls_2.reason = 'hail')))
AND (calls_2.asked_sum > the_policy.excess)
AND (calls_2.asked_sum <= (SELECT worth FROM vehicles WHERE vehicle_id = the_policy.vehicle_id))
""",
    ),
    (
        "change_2_1",
        ("claim_id", "policy_id", "garage_id", "cause", "happened", "amount", "status"),
        """
SELECT printf('CL-%04d', (SELECT coalesce(max(CAST(substr(claim_id, 4) AS INTEGER)), 0) FROM claims_after_1_1) + row_number() OVER ()) AS claim_id, the_policy.policy_id AS policy_id, NULL AS garage_id, accepted_2.reason AS cause, accepted_2.on_day AS happened, accepted_2.asked_sum AS amount, 'open' AS status
FROM accepted_2
JOIN policies AS the_policy ON the_policy.policy_id = accepted_2.policy_id
""",
    ),
    ("claims_after_2_1", (), "SELECT * FROM claims_after_1_1 UNION ALL SELECT * FROM change_2_1"),
]
AFTERWARDS = {"claims": "SELECT * FROM claims_after_2_1", "holders": "SELECT * FROM holders_after_1_2"}
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
        "holders_as_declared": same["holders"],
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
