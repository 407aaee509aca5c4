"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("substation_id", "call_key", "place"),
        "SELECT 'SS-0022' AS substation_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("substation_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN substations AS the_substation ON the_substation.substation_id = calls_1.substation_id
WHERE EXISTS (SELECT 1 FROM consumers AS other WHERE ((other.substation_id = the_substation.substation_id) AND (other.kind = 'industry') AND (other.supply = 'normal')))
AND EXISTS (SELECT 1 FROM power_lines AS other WHERE ((other.status = 'off') AND ((other.from_substation_id = the_substation.substation_id) OR (other.to_substation_id = the_substation.substation_id))))
""",
    ),
    (
        "change_1_1",
        ("row_key", "supply"),
        """
SELECT other.consumer_id AS row_key, 'reduced' AS supply
FROM accepted_1
JOIN substations AS the_substation ON the_substation.substation_id = accepted_1.substation_id
JOIN consumers AS other ON ((other.substation_id = the_substation.substation_id) AND (other.kind = 'industry'))
""",
    ),
    (
        "consumers_after_1_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.consumer_id
""",
    ),
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
WHERE EXISTS (SELECT 1 FROM consumers_after_1_1 AS other WHERE ((other.substation_id = the_substation.substation_id) AND (other.kind = 'industry') AND (other.supply = 'normal')))
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
JOIN consumers_after_1_1 AS other ON ((other.substation_id = the_substation.substation_id) AND (other.kind = 'industry'))
""",
    ),
    (
        "consumers_after_2_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.consumer_id
""",
    ),
    (
        "calls_3",
        ("substation_id", "call_key", "place"),
        "SELECT 'SS-0008' AS substation_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("substation_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN substations AS the_substation ON the_substation.substation_id = calls_3.substation_id
WHERE EXISTS (SELECT 1 FROM consumers_after_2_1 AS other WHERE ((other.substation_id = the_substation.substation_id) AND (other.kind = 'industry') AND (other.supply = 'normal')))
AND EXISTS (SELECT 1 FROM power_lines AS other WHERE ((other.status = 'off') AND ((other.from_substation_id = the_substation.substation_id) OR (other.to_substation_id = the_substation.substation_id))))
""",
    ),
    (
        "change_3_1",
        ("row_key", "supply"),
        """
SELECT other.consumer_id AS row_key, 'reduced' AS supply
FROM accepted_3
JOIN substations AS the_substation ON the_substation.substation_id = accepted_3.substation_id
JOIN consumers_after_2_1 AS other ON ((other.substation_id = the_substation.substation_id) AND (other.kind = 'industry'))
""",
    ),
    (
        "consumers_after_3_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.consumer_id
""",
    ),
    (
        "calls_4",
        ("consumer_id", "call_key", "place"),
        "SELECT 'CO-0006' AS consumer_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("consumer_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN consumers_after_3_1 AS the_consumer ON the_consumer.consumer_id = calls_4.consumer_id
WHERE (the_consumer.supply = 'reduced')
AND (((the_consumer.demand * 5) <= (SELECT reserve FROM zones WHERE zone_id = (SELECT zone_id FROM substations WHERE substation_id = the_consumer.substation_id))) OR (the_consumer.kind = 'hospital'))
""",
    ),
    (
        "change_4_1",
        ("row_key", "supply"),
        """
SELECT the_consumer.consumer_id AS row_key, 'normal' AS supply
FROM accepted_4
JOIN consumers_after_3_1 AS the_consumer ON the_consumer.consumer_id = accepted_4.consumer_id
""",
    ),
    (
        "consumers_after_4_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers_after_3_1 AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.consumer_id
""",
    ),
    (
        "calls_5",
        ("consumer_id", "call_key", "place"),
        "SELECT 'CO-0041' AS consumer_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_5",
        ("consumer_id", "call_key", "place"),
        """
SELECT calls_5.*
FROM calls_5
JOIN consumers_after_4_1 AS the_consumer ON the_consumer.consumer_id = calls_5.consumer_id
WHERE (the_consumer.supply = 'reduced')
AND (((the_consumer.demand * 5) <= (SELECT reserve FROM zones WHERE zone_id = (SELECT zone_id FROM substations WHERE substation_id = the_consumer.substation_id))) OR (the_consumer.kind = 'hospital'))
""",
    ),
    (
        "change_5_1",
        ("row_key", "supply"),
        """
SELECT the_consumer.consumer_id AS row_key, 'normal' AS supply
FROM accepted_5
JOIN consumers_after_4_1 AS the_consumer ON the_consumer.consumer_id = accepted_5.consumer_id
""",
    ),
    (
        "consumers_after_5_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers_after_4_1 AS old
LEFT JOIN change_5_1 AS new ON new.row_key = old.consumer_id
""",
    ),
    (
        "calls_6",
        ("job_id", "call_key", "place"),
        "SELECT 'JB-0033' AS job_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_5)",
    ),
    (
        "accepted_6",
        ("job_id", "call_key", "place"),
        """
SELECT calls_6.*
FROM calls_6
JOIN jobs AS the_job ON the_job.job_id = calls_6.job_id
WHERE (the_job.status = 'under way')
AND (((SELECT cause FROM outages WHERE outage_id = the_job.outage_id) <> 'storm') OR ((SELECT began FROM outages WHERE outage_id = the_job.outage_id) <= date('2026-12-07', (-(7)) || ' days')))
""",
    ),
    (
        "change_6_1",
        ("row_key", "status"),
        """
SELECT the_job.job_id AS row_key, 'done' AS status
FROM accepted_6
JOIN jobs AS the_job ON the_job.job_id = accepted_6.job_id
""",
    ),
    (
        "jobs_after_6_1",
        (),
        """
SELECT old.job_id, old.outage_id, old.crew_id, old.hours, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM jobs AS old
LEFT JOIN change_6_1 AS new ON new.row_key = old.job_id
""",
    ),
    (
        "change_6_2",
        ("row_key", "ended"),
        """
SELECT the_job.outage_id AS row_key, '2026-12-07' AS ended
FROM accepted_6
JOIN jobs AS the_job ON the_job.job_id = accepted_6.job_id
""",
    ),
    (
        "outages_after_6_2",
        (),
        """
SELECT old.outage_id, old.line_id, old.cause, old.began, iif(new.row_key IS NULL, old.ended, new.ended) AS ended
FROM outages AS old
LEFT JOIN change_6_2 AS new ON new.row_key = old.outage_id
""",
    ),
    (
        "change_6_3",
        ("row_key", "status"),
        """
SELECT (SELECT line_id FROM outages WHERE outage_id = the_job.outage_id) AS row_key, 'in service' AS status
FROM accepted_6
JOIN jobs AS the_job ON the_job.job_id = accepted_6.job_id
""",
    ),
    (
        "power_lines_after_6_3",
        (),
        """
SELECT old.line_id, old.from_substation_id, old.to_substation_id, old.length, old.rating, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM power_lines AS old
LEFT JOIN change_6_3 AS new ON new.row_key = old.line_id
""",
    ),
    (
        "calls_7",
        ("consumer_id", "call_key", "place"),
        "SELECT 'CO-0031' AS consumer_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_7",
        ("consumer_id", "call_key", "place"),
        """
SELECT calls_7.*
FROM calls_7
JOIN consumers_after_5_1 AS the_consumer ON the_consumer.consumer_id = calls_7.consumer_id
WHERE (the_consumer.supply = 'reduced')
AND (((the_consumer.demand * 5) <= (SELECT reserve FROM zones WHERE zone_id = (SELECT zone_id FROM substations WHERE substation_id = the_consumer.substation_id))) OR (the_consumer.kind = 'hospital'))
""",
    ),
    (
        "change_7_1",
        ("row_key", "supply"),
        """
SELECT the_consumer.consumer_id AS row_key, 'normal' AS supply
FROM accepted_7
JOIN consumers_after_5_1 AS the_consumer ON the_consumer.consumer_id = accepted_7.consumer_id
""",
    ),
    (
        "consumers_after_7_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers_after_5_1 AS old
LEFT JOIN change_7_1 AS new ON new.row_key = old.consumer_id
""",
    ),
    (
        "calls_8",
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT 'PP-0015' AS plant_id, 140 AS megawatts, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_7)
""",
    ),
    (
        "accepted_8",
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT calls_8.*
FROM calls_8
JOIN plants AS the_plant ON the_plant.plant_id = calls_8.plant_id
WHERE ((calls_8.megawatts >= 0) AND (calls_8.megawatts <= the_plant.capacity))
AND ((the_plant.fuel <> 'gas') OR (calls_8.megawatts = 0) OR ((calls_8.megawatts * 5) >= (the_plant.capacity * 2)))
AND ((((SELECT coalesce(sum(other.output), 0) FROM plants AS other WHERE (other.substation_id = the_plant.substation_id)) - the_plant.output) + calls_8.megawatts) <= (SELECT capacity FROM substations WHERE substation_id = the_plant.substation_id))
""",
    ),
    (
        "change_8_1",
        ("row_key", "output"),
        """
SELECT the_plant.plant_id AS row_key, accepted_8.megawatts AS output
FROM accepted_8
JOIN plants AS the_plant ON the_plant.plant_id = accepted_8.plant_id
""",
    ),
    (
        "plants_after_8_1",
        (),
        """
SELECT old.plant_id, old.name, old.substation_id, old.fuel, old.capacity, iif(new.row_key IS NULL, old.output, new.output) AS output, old.cost
FROM plants AS old
LEFT JOIN change_8_1 AS new ON new.row_key = old.plant_id
""",
    ),
]
AFTERWARDS = {
    "consumers": "SELECT * FROM consumers_after_7_1",
    "jobs": "SELECT * FROM jobs_after_6_1",
    "outages": "SELECT * FROM outages_after_6_2",
    "plants": "SELECT * FROM plants_after_8_1",
    "power_lines": "SELECT * FROM power_lines_after_6_3",
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
        sides = []
        for tables in (expected, found):
            new = {row[one] for name, one in KEYS.items() for row in tables[name]} - before_keys
            sides.append(content(tables[table], key, {"old": before_keys, "new": new}))
        same[table] = sides[0] == sides[1]
    return {
        "consumers_as_declared": same["consumers"],
        "jobs_as_declared": same["jobs"],
        "outages_as_declared": same["outages"],
        "plants_as_declared": same["plants"],
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
