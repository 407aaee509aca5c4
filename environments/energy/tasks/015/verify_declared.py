"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("consumer_id", "call_key", "place"),
        "SELECT 'CO-0016' AS consumer_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("consumer_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN consumers AS the_consumer ON the_consumer.consumer_id = calls_1.consumer_id
WHERE (the_consumer.supply = 'reduced')
AND (((the_consumer.demand * 5) <= (SELECT reserve FROM zones WHERE zone_id = (SELECT zone_id FROM substations WHERE substation_id = the_consumer.substation_id))) OR (the_consumer.kind = 'hospital'))
""",
    ),
    (
        "change_1_1",
        ("row_key", "supply"),
        """
SELECT the_consumer.consumer_id AS row_key, 'normal' AS supply
FROM accepted_1
JOIN consumers AS the_consumer ON the_consumer.consumer_id = accepted_1.consumer_id
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
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT 'PP-0015' AS plant_id, 110 AS megawatts, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN plants AS the_plant ON the_plant.plant_id = calls_2.plant_id
WHERE ((calls_2.megawatts >= 0) AND (calls_2.megawatts <= the_plant.capacity))
AND ((the_plant.fuel <> 'gas') OR (calls_2.megawatts = 0) OR ((calls_2.megawatts * 5) >= (the_plant.capacity * 2)))
AND ((((SELECT coalesce(sum(other.output), 0) FROM plants AS other WHERE (other.substation_id = the_plant.substation_id)) - the_plant.output) + calls_2.megawatts) <= (SELECT capacity FROM substations WHERE substation_id = the_plant.substation_id))
""",
    ),
    (
        "change_2_1",
        ("row_key", "output"),
        """
SELECT the_plant.plant_id AS row_key, accepted_2.megawatts AS output
FROM accepted_2
JOIN plants AS the_plant ON the_plant.plant_id = accepted_2.plant_id
""",
    ),
    (
        "plants_after_2_1",
        (),
        """
SELECT old.plant_id, old.name, old.substation_id, old.fuel, old.capacity, iif(new.row_key IS NULL, old.output, new.output) AS output, old.cost
FROM plants AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.plant_id
""",
    ),
    (
        "calls_3",
        ("consumer_id", "call_key", "place"),
        "SELECT 'CO-0010' AS consumer_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("consumer_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN consumers_after_1_1 AS the_consumer ON the_consumer.consumer_id = calls_3.consumer_id
WHERE (the_consumer.supply = 'reduced')
AND (((the_consumer.demand * 5) <= (SELECT reserve FROM zones WHERE zone_id = (SELECT zone_id FROM substations WHERE substation_id = the_consumer.substation_id))) OR (the_consumer.kind = 'hospital'))
""",
    ),
    (
        "change_3_1",
        ("row_key", "supply"),
        """
SELECT the_consumer.consumer_id AS row_key, 'normal' AS supply
FROM accepted_3
JOIN consumers_after_1_1 AS the_consumer ON the_consumer.consumer_id = accepted_3.consumer_id
""",
    ),
    (
        "consumers_after_3_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers_after_1_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.consumer_id
""",
    ),
    (
        "calls_4",
        ("line_id", "reason", "call_key", "place"),
        """
SELECT 'PL-0022' AS line_id, 'storm' AS reason, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("line_id", "reason", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN power_lines AS the_line ON the_line.line_id = calls_4.line_id
WHERE (the_line.status = 'in service')
""",
    ),
    (
        "change_4_1",
        ("outage_id", "line_id", "cause", "began", "ended"),
        """
SELECT printf('OU-%04d', (SELECT coalesce(max(CAST(substr(outage_id, 4) AS INTEGER)), 0) FROM outages) + row_number() OVER ()) AS outage_id, the_line.line_id AS line_id, accepted_4.reason AS cause, '2026-12-07' AS began, NULL AS ended
FROM accepted_4
JOIN power_lines AS the_line ON the_line.line_id = accepted_4.line_id
""",
    ),
    ("outages_after_4_1", (), "SELECT * FROM outages UNION ALL SELECT * FROM change_4_1"),
    (
        "change_4_2",
        ("row_key", "status"),
        """
SELECT the_line.line_id AS row_key, 'off' AS status
FROM accepted_4
JOIN power_lines AS the_line ON the_line.line_id = accepted_4.line_id
""",
    ),
    (
        "power_lines_after_4_2",
        (),
        """
SELECT old.line_id, old.from_substation_id, old.to_substation_id, old.length, old.rating, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM power_lines AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.line_id
""",
    ),
]
AFTERWARDS = {
    "consumers": "SELECT * FROM consumers_after_3_1",
    "outages": "SELECT * FROM outages_after_4_1",
    "plants": "SELECT * FROM plants_after_2_1",
    "power_lines": "SELECT * FROM power_lines_after_4_2",
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
