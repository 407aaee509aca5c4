"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

STEPS = [
    (
        "calls_1",
        ("claim_id", "garage_id", "call_key", "place"),
        "SELECT 'CL-0044' AS claim_id, 'GA-0008' AS garage_id, NULL AS call_key, NULL AS place",
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
SELECT (SELECT claim_id FROM reports WHERE report_id = 'RP-0062') AS claim_id, NULL AS call_key, NULL AS place
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
]
WANTED = """
SELECT (SELECT coalesce(sum(t1.worth), 0) FROM vehicles AS t1 WHERE t1.worth >= 16500 AND (SELECT status FROM holders_after_2_2 WHERE holder_id = t1.holder_id) <> 'good')
"""
AFTERWARDS = {"claims": "SELECT * FROM claims_after_2_1", "holders": "SELECT * FROM holders_after_2_2"}
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
    wanted = [list(row.values()) for row in before.all(steps + WANTED)]
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
        "answer_as_declared": matches(answer, wanted),
        "claims_as_declared": same["claims"],
        "holders_as_declared": same["holders"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


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
