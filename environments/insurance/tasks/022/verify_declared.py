"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    ("calls_1", ("claim_id", "call_key", "place"), "SELECT 'CL-0002' AS claim_id, NULL AS call_key, NULL AS place"),
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
        ("claim_id", "garage_id", "call_key", "place"),
        """
SELECT 'CL-0002' AS claim_id, 'GA-0009' AS garage_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("claim_id", "garage_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN claims_after_1_1 AS the_claim ON the_claim.claim_id = calls_2.claim_id
JOIN garages AS the_garage ON the_garage.garage_id = calls_2.garage_id
WHERE (the_claim.status <> 'rejected')
AND (the_claim.cause <> 'theft')
AND ((the_claim.amount <= 2000) OR (the_garage.partner = 'partner'))
AND ((SELECT count(*) FROM claims_after_1_1 AS other WHERE (coalesce((other.garage_id IS the_garage.garage_id), 0) AND (other.status = 'open'))) < the_garage.bays)
""",
    ),
    (
        "change_2_1",
        ("row_key", "garage_id"),
        """
SELECT the_claim.claim_id AS row_key, the_garage.garage_id AS garage_id
FROM accepted_2
JOIN claims_after_1_1 AS the_claim ON the_claim.claim_id = accepted_2.claim_id
JOIN garages AS the_garage ON the_garage.garage_id = accepted_2.garage_id
""",
    ),
    (
        "claims_after_2_1",
        (),
        """
SELECT old.claim_id, old.policy_id, iif(new.row_key IS NULL, old.garage_id, new.garage_id) AS garage_id, old.cause, old.happened, old.amount, old.status
FROM claims_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.claim_id
""",
    ),
    (
        "calls_3",
        ("claim_id", "garage_id", "call_key", "place"),
        "SELECT 'CL-0062' AS claim_id, (SELECT garage_id FROM claims_after_2_1 WHERE claim_id = 'CL-0073') AS garage_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("claim_id", "garage_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN claims_after_2_1 AS the_claim ON the_claim.claim_id = calls_3.claim_id
JOIN garages AS the_garage ON the_garage.garage_id = calls_3.garage_id
WHERE (the_claim.status <> 'rejected')
AND (the_claim.cause <> 'theft')
AND ((the_claim.amount <= 2000) OR (the_garage.partner = 'partner'))
AND ((SELECT count(*) FROM claims_after_2_1 AS other WHERE (coalesce((other.garage_id IS the_garage.garage_id), 0) AND (other.status = 'open'))) < the_garage.bays)
""",
    ),
    (
        "change_3_1",
        ("row_key", "garage_id"),
        """
SELECT the_claim.claim_id AS row_key, the_garage.garage_id AS garage_id
FROM accepted_3
JOIN claims_after_2_1 AS the_claim ON the_claim.claim_id = accepted_3.claim_id
JOIN garages AS the_garage ON the_garage.garage_id = accepted_3.garage_id
""",
    ),
    (
        "claims_after_3_1",
        (),
        """
SELECT old.claim_id, old.policy_id, iif(new.row_key IS NULL, old.garage_id, new.garage_id) AS garage_id, old.cause, old.happened, old.amount, old.status
FROM claims_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.claim_id
""",
    ),
    (
        "calls_4",
        ("claim_id", "garage_id", "call_key", "place"),
        """
SELECT 'CL-0056' AS claim_id, (SELECT garage_id FROM claims_after_2_1 WHERE claim_id = 'CL-0073') AS garage_id, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("claim_id", "garage_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN claims_after_3_1 AS the_claim ON the_claim.claim_id = calls_4.claim_id
JOIN garages AS the_garage ON the_garage.garage_id = calls_4.garage_id
WHERE (the_claim.status <> 'rejected')
AND (the_claim.cause <> 'theft')
AND ((the_claim.amount <= 2000) OR (the_garage.partner = 'partner'))
AND ((SELECT count(*) FROM claims_after_3_1 AS other WHERE (coalesce((other.garage_id IS the_garage.garage_id), 0) AND (other.status = 'open'))) < the_garage.bays)
""",
    ),
    (
        "change_4_1",
        ("row_key", "garage_id"),
        """
SELECT the_claim.claim_id AS row_key, the_garage.garage_id AS garage_id
FROM accepted_4
JOIN claims_after_3_1 AS the_claim ON the_claim.claim_id = accepted_4.claim_id
JOIN garages AS the_garage ON the_garage.garage_id = accepted_4.garage_id
""",
    ),
    (
        "claims_after_4_1",
        (),
        """
SELECT old.claim_id, old.policy_id, iif(new.row_key IS NULL, old.garage_id, new.garage_id) AS garage_id, old.cause, old.happened, old.amount, old.status
FROM claims_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.claim_id
""",
    ),
]
AFTERWARDS = {"claims": "SELECT * FROM claims_after_4_1", "holders": "SELECT * FROM holders_after_1_2"}
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
