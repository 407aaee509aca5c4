"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("send_crew_or_finish_job", "report_outage")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("crew_id", "outage_id", "estimate", "call_key", "place"),
        """
SELECT (SELECT crew_id FROM jobs WHERE job_id = 'JB-0046') AS crew_id, 'OU-0004' AS outage_id, 6 AS estimate, NULL AS call_key, NULL AS place
WHERE (SELECT coalesce(sum(t1.demand), 0) FROM consumers AS t1 WHERE (SELECT voltage FROM substations WHERE substation_id = t1.substation_id) = '380 kV') > 195
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
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
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
    (
        "calls_2",
        ("job_id", "call_key", "place"),
        """
SELECT 'JB-0060' AS job_id, NULL AS call_key, NULL AS place
WHERE NOT ((SELECT coalesce(sum(t1.demand), 0) FROM consumers AS t1 WHERE (SELECT voltage FROM substations WHERE substation_id = t1.substation_id) = '380 kV') > 195)
""",
    ),
    (
        "accepted_2",
        ("job_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN jobs_after_1_1 AS the_job ON the_job.job_id = calls_2.job_id
WHERE (the_job.status = 'under way')
AND (((SELECT cause FROM outages WHERE outage_id = the_job.outage_id) <> 'storm') OR ((SELECT began FROM outages WHERE outage_id = the_job.outage_id) <= date('2026-12-07', (-(7)) || ' days')))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("row_key", "status"),
        """
SELECT the_job.job_id AS row_key, 'done' AS status
FROM accepted_2
JOIN jobs_after_1_1 AS the_job ON the_job.job_id = accepted_2.job_id
""",
    ),
    (
        "jobs_after_2_1",
        (),
        """
SELECT old.job_id, old.outage_id, old.crew_id, old.hours, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM jobs_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.job_id
""",
    ),
    (
        "change_2_2",
        ("row_key", "ended"),
        """
SELECT the_job.outage_id AS row_key, '2026-12-07' AS ended
FROM accepted_2
JOIN jobs_after_1_1 AS the_job ON the_job.job_id = accepted_2.job_id
""",
    ),
    (
        "outages_after_2_2",
        (),
        """
SELECT old.outage_id, old.line_id, old.cause, old.began, iif(new.row_key IS NULL, old.ended, new.ended) AS ended
FROM outages AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.outage_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "status"),
        """
SELECT (SELECT line_id FROM outages WHERE outage_id = the_job.outage_id) AS row_key, 'in service' AS status
FROM accepted_2
JOIN jobs_after_1_1 AS the_job ON the_job.job_id = accepted_2.job_id
""",
    ),
    (
        "power_lines_after_2_3",
        (),
        """
SELECT old.line_id, old.from_substation_id, old.to_substation_id, old.length, old.rating, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM power_lines AS old
LEFT JOIN change_2_3 AS new ON new.row_key = old.line_id
""",
    ),
    (
        "calls_3",
        ("line_id", "reason", "call_key", "place"),
        """
SELECT t2.line_id AS line_id, 'storm' AS reason, t2.line_id AS call_key, NULL AS place
FROM power_lines_after_2_3 AS t2
WHERE t2.to_substation_id = (SELECT substation_id FROM substations WHERE name = 'Leeds Station')
""",
    ),
    (
        "accepted_3",
        ("line_id", "reason", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN power_lines_after_2_3 AS the_line ON the_line.line_id = calls_3.line_id
WHERE (the_line.status = 'in service')
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("outage_id", "line_id", "cause", "began", "ended"),
        """
SELECT printf('OU-%04d', (SELECT coalesce(max(CAST(substr(outage_id, 4) AS INTEGER)), 0) FROM outages_after_2_2) + row_number() OVER ()) AS outage_id, the_line.line_id AS line_id, accepted_3.reason AS cause, '2026-12-07' AS began, NULL AS ended
FROM accepted_3
JOIN power_lines_after_2_3 AS the_line ON the_line.line_id = accepted_3.line_id
""",
    ),
    ("outages_after_3_1", (), "SELECT * FROM outages_after_2_2 UNION ALL SELECT * FROM change_3_1"),
    (
        "change_3_2",
        ("row_key", "status"),
        """
SELECT the_line.line_id AS row_key, 'off' AS status
FROM accepted_3
JOIN power_lines_after_2_3 AS the_line ON the_line.line_id = accepted_3.line_id
""",
    ),
    (
        "power_lines_after_3_2",
        (),
        """
SELECT old.line_id, old.from_substation_id, old.to_substation_id, old.length, old.rating, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM power_lines_after_2_3 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.line_id
""",
    ),
]
AFTERWARDS = {
    "jobs": "SELECT * FROM jobs_after_2_1",
    "outages": "SELECT * FROM outages_after_3_1",
    "power_lines": "SELECT * FROM power_lines_after_3_2",
}
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
