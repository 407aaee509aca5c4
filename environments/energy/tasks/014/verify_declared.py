"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("crew_id", "outage_id", "estimate", "call_key", "place"),
        """
SELECT t1.crew_id AS crew_id, 'OU-0016' AS outage_id, 11 AS estimate, t1.crew_id AS call_key, NULL AS place
FROM crews AS t1
WHERE t1.size >= 6
""",
    ),
    (
        "accepted_1",
        ("crew_id", "outage_id", "estimate", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN crews AS the_crew ON the_crew.crew_id = calls_1.crew_id
JOIN outages AS the_outage ON the_outage.outage_id = calls_1.outage_id
WHERE ((calls_1.estimate >= 1) AND (calls_1.estimate <= 12))
AND (the_outage.ended IS NULL)
AND NOT EXISTS (SELECT 1 FROM jobs AS other WHERE ((other.crew_id = the_crew.crew_id) AND (other.status = 'under way')))
AND NOT EXISTS (SELECT 1 FROM jobs AS other WHERE ((other.outage_id = the_outage.outage_id) AND (other.status = 'under way')))
AND ((the_crew.zone_id = (SELECT zone_id FROM substations WHERE substation_id = (SELECT from_substation_id FROM power_lines WHERE line_id = the_outage.line_id))) OR (the_crew.zone_id = (SELECT zone_id FROM substations WHERE substation_id = (SELECT to_substation_id FROM power_lines WHERE line_id = the_outage.line_id))))
AND (((SELECT voltage FROM substations WHERE substation_id = (SELECT from_substation_id FROM power_lines WHERE line_id = the_outage.line_id)) = '110 kV') OR (the_crew.skill = 'high voltage') OR (the_crew.size >= 6))
""",
    ),
    (
        "change_1_1",
        ("job_id", "outage_id", "crew_id", "hours", "status"),
        """
SELECT printf('JB-%04d', (SELECT coalesce(max(CAST(substr(job_id, 4) AS INTEGER)), 0) FROM jobs) + row_number() OVER ()) AS job_id, the_outage.outage_id AS outage_id, the_crew.crew_id AS crew_id, accepted_1.estimate AS hours, 'under way' AS status
FROM accepted_1
JOIN crews AS the_crew ON the_crew.crew_id = accepted_1.crew_id
JOIN outages AS the_outage ON the_outage.outage_id = accepted_1.outage_id
""",
    ),
    ("jobs_after_1_1", (), "SELECT * FROM jobs UNION ALL SELECT * FROM change_1_1"),
]
AFTERWARDS = {"jobs": "SELECT * FROM jobs_after_1_1"}
KEYS = {
    "zones": "zone_id",
    "substations": "substation_id",
    "power_lines": "line_id",
    "plants": "plant_id",
    "consumers": "consumer_id",
    "crews": "crew_id",
    "outages": "outage_id",
    "jobs": "job_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "jobs_as_declared": same["jobs"],
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
