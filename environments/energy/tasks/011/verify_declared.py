"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("crew_id", "outage_id", "estimate", "call_key", "place"),
        "SELECT 'CW-0011' AS crew_id, 'OU-0033' AS outage_id, 7 AS estimate, NULL AS call_key, NULL AS place",
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
    (
        "calls_2",
        ("substation_id", "call_key", "place"),
        "SELECT 'SS-0018' AS substation_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_1)",
    ),
    (
        "accepted_2",
        ("substation_id", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN substations AS the_substation ON the_substation.substation_id = calls_2.substation_id
WHERE EXISTS (SELECT 1 FROM consumers AS other WHERE ((other.substation_id = the_substation.substation_id) AND (other.kind = 'industry') AND (other.supply = 'normal')))
AND EXISTS (SELECT 1 FROM power_lines AS other WHERE ((other.status = 'off') AND ((other.from_substation_id = the_substation.substation_id) OR (other.to_substation_id = the_substation.substation_id))))
""",
    ),
    (
        "change_2_1",
        ("row_key", "supply"),
        """
SELECT other.consumer_id AS row_key, 'reduced' AS supply
FROM accepted_2
JOIN substations AS the_substation ON the_substation.substation_id = accepted_2.substation_id
JOIN consumers AS other ON ((other.substation_id = the_substation.substation_id) AND (other.kind = 'industry'))
""",
    ),
    (
        "consumers_after_2_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.consumer_id
""",
    ),
    (
        "calls_3",
        ("crew_id", "outage_id", "estimate", "call_key", "place"),
        "SELECT 'CW-0012' AS crew_id, 'OU-0056' AS outage_id, 2 AS estimate, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("crew_id", "outage_id", "estimate", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN crews AS the_crew ON the_crew.crew_id = calls_3.crew_id
JOIN outages AS the_outage ON the_outage.outage_id = calls_3.outage_id
WHERE ((calls_3.estimate >= 1) AND (calls_3.estimate <= 12))
AND (the_outage.ended IS NULL)
AND NOT EXISTS (SELECT 1 FROM jobs_after_1_1 AS other WHERE ((other.crew_id = the_crew.crew_id) AND (other.status = 'under way')))
AND NOT EXISTS (SELECT 1 FROM jobs_after_1_1 AS other WHERE ((other.outage_id = the_outage.outage_id) AND (other.status = 'under way')))
AND ((the_crew.zone_id = (SELECT zone_id FROM substations WHERE substation_id = (SELECT from_substation_id FROM power_lines WHERE line_id = the_outage.line_id))) OR (the_crew.zone_id = (SELECT zone_id FROM substations WHERE substation_id = (SELECT to_substation_id FROM power_lines WHERE line_id = the_outage.line_id))))
AND (((SELECT voltage FROM substations WHERE substation_id = (SELECT from_substation_id FROM power_lines WHERE line_id = the_outage.line_id)) = '110 kV') OR (the_crew.skill = 'high voltage') OR (the_crew.size >= 6))
""",
    ),
    (
        "change_3_1",
        ("job_id", "outage_id", "crew_id", "hours", "status"),
        """
SELECT printf('JB-%04d', (SELECT coalesce(max(CAST(substr(job_id, 4) AS INTEGER)), 0) FROM jobs_after_1_1) + row_number() OVER ()) AS job_id, the_outage.outage_id AS outage_id, the_crew.crew_id AS crew_id, accepted_3.estimate AS hours, 'under way' AS status
FROM accepted_3
JOIN crews AS the_crew ON the_crew.crew_id = accepted_3.crew_id
JOIN outages AS the_outage ON the_outage.outage_id = accepted_3.outage_id
""",
    ),
    ("jobs_after_3_1", (), "SELECT * FROM jobs_after_1_1 UNION ALL SELECT * FROM change_3_1"),
    (
        "calls_4",
        ("job_id", "call_key", "place"),
        "SELECT 'JB-0033' AS job_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("job_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN jobs_after_3_1 AS the_job ON the_job.job_id = calls_4.job_id
WHERE (the_job.status = 'under way')
AND (((SELECT cause FROM outages WHERE outage_id = the_job.outage_id) <> 'storm') OR ((SELECT began FROM outages WHERE outage_id = the_job.outage_id) <= date('2026-12-07', (-(7)) || ' days')))
""",
    ),
    (
        "change_4_1",
        ("row_key", "status"),
        """
SELECT the_job.job_id AS row_key, 'done' AS status
FROM accepted_4
JOIN jobs_after_3_1 AS the_job ON the_job.job_id = accepted_4.job_id
""",
    ),
    (
        "jobs_after_4_1",
        (),
        """
SELECT old.job_id, old.outage_id, old.crew_id, old.hours, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM jobs_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.job_id
""",
    ),
    (
        "change_4_2",
        ("row_key", "ended"),
        """
SELECT the_job.outage_id AS row_key, '2026-12-07' AS ended
FROM accepted_4
JOIN jobs_after_3_1 AS the_job ON the_job.job_id = accepted_4.job_id
""",
    ),
    (
        "outages_after_4_2",
        (),
        """
SELECT old.outage_id, old.line_id, old.cause, old.began, iif(new.row_key IS NULL, old.ended, new.ended) AS ended
FROM outages AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.outage_id
""",
    ),
    (
        "change_4_3",
        ("row_key", "status"),
        """
SELECT (SELECT line_id FROM outages WHERE outage_id = the_job.outage_id) AS row_key, 'in service' AS status
FROM accepted_4
JOIN jobs_after_3_1 AS the_job ON the_job.job_id = accepted_4.job_id
""",
    ),
    (
        "power_lines_after_4_3",
        (),
        """
SELECT old.line_id, old.from_substation_id, old.to_substation_id, old.length, old.rating, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM power_lines AS old
LEFT JOIN change_4_3 AS new ON new.row_key = old.line_id
""",
    ),
]
AFTERWARDS = {
    "consumers": "SELECT * FROM consumers_after_2_1",
    "jobs": "SELECT * FROM jobs_after_4_1",
    "outages": "SELECT * FROM outages_after_4_2",
    "power_lines": "SELECT * FROM power_lines_after_4_3",
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
        "consumers_as_declared": same["consumers"],
        "jobs_as_declared": same["jobs"],
        "outages_as_declared": same["outages"],
        "power_lines_as_declared": same["power_lines"],
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
