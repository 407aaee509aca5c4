"""Which steps were done, from the declaration alone: brute force in SQL over the data at the start."""

CRITERIA = ("set_output", "restore_supply")
SUBSETS = ((1, 2), (1,), (2,))
STEPS = [
    (
        "calls_1",
        ("plant_id", "megawatts", "call_key", "place"),
        "SELECT (SELECT t1.plant_id FROM plants AS t1 WHERE t1.fuel = 'solar' AND t1.output IS NOT NULL ORDER BY t1.output LIMIT 1) AS plant_id, 150 AS megawatts, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN plants AS the_plant ON the_plant.plant_id = calls_1.plant_id
WHERE ((calls_1.megawatts >= 0) AND (calls_1.megawatts <= the_plant.capacity))
AND ((the_plant.fuel <> 'gas') OR (calls_1.megawatts = 0) OR ((calls_1.megawatts * 5) >= (the_plant.capacity * 2)))
AND ((((SELECT coalesce(sum(other.output), 0) FROM plants AS other WHERE (other.substation_id = the_plant.substation_id)) - the_plant.output) + calls_1.megawatts) <= (SELECT capacity FROM substations WHERE substation_id = the_plant.substation_id))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_1_1",
        ("row_key", "output"),
        """
SELECT the_plant.plant_id AS row_key, accepted_1.megawatts AS output
FROM accepted_1
JOIN plants AS the_plant ON the_plant.plant_id = accepted_1.plant_id
""",
    ),
    (
        "plants_after_1_1",
        (),
        """
SELECT old.plant_id, old.name, old.substation_id, old.fuel, old.capacity, iif(new.row_key IS NULL, old.output, new.output) AS output, old.cost
FROM plants AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.plant_id
""",
    ),
    (
        "calls_2",
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT (SELECT t2.plant_id FROM plants AS t2 WHERE t2.fuel = 'solar' AND t2.output IS NOT NULL ORDER BY t2.output LIMIT 1) AS plant_id, 10 AS megawatts, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN plants_after_1_1 AS the_plant ON the_plant.plant_id = calls_2.plant_id
WHERE ((calls_2.megawatts >= 0) AND (calls_2.megawatts <= the_plant.capacity))
AND ((the_plant.fuel <> 'gas') OR (calls_2.megawatts = 0) OR ((calls_2.megawatts * 5) >= (the_plant.capacity * 2)))
AND ((((SELECT coalesce(sum(other.output), 0) FROM plants_after_1_1 AS other WHERE (other.substation_id = the_plant.substation_id)) - the_plant.output) + calls_2.megawatts) <= (SELECT capacity FROM substations WHERE substation_id = the_plant.substation_id))
AND EXISTS (SELECT 1 FROM asked WHERE step = 1)
""",
    ),
    (
        "change_2_1",
        ("row_key", "output"),
        """
SELECT the_plant.plant_id AS row_key, accepted_2.megawatts AS output
FROM accepted_2
JOIN plants_after_1_1 AS the_plant ON the_plant.plant_id = accepted_2.plant_id
""",
    ),
    (
        "plants_after_2_1",
        (),
        """
SELECT old.plant_id, old.name, old.substation_id, old.fuel, old.capacity, iif(new.row_key IS NULL, old.output, new.output) AS output, old.cost
FROM plants_after_1_1 AS old
LEFT JOIN change_2_1 AS new ON new.row_key = old.plant_id
""",
    ),
    (
        "calls_3",
        ("plant_id", "megawatts", "call_key", "place"),
        "SELECT 'PP-0021' AS plant_id, 160 AS megawatts, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_3",
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN plants_after_2_1 AS the_plant ON the_plant.plant_id = calls_3.plant_id
WHERE ((calls_3.megawatts >= 0) AND (calls_3.megawatts <= the_plant.capacity))
AND ((the_plant.fuel <> 'gas') OR (calls_3.megawatts = 0) OR ((calls_3.megawatts * 5) >= (the_plant.capacity * 2)))
AND ((((SELECT coalesce(sum(other.output), 0) FROM plants_after_2_1 AS other WHERE (other.substation_id = the_plant.substation_id)) - the_plant.output) + calls_3.megawatts) <= (SELECT capacity FROM substations WHERE substation_id = the_plant.substation_id))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_3_1",
        ("row_key", "output"),
        """
SELECT the_plant.plant_id AS row_key, accepted_3.megawatts AS output
FROM accepted_3
JOIN plants_after_2_1 AS the_plant ON the_plant.plant_id = accepted_3.plant_id
""",
    ),
    (
        "plants_after_3_1",
        (),
        """
SELECT old.plant_id, old.name, old.substation_id, old.fuel, old.capacity, iif(new.row_key IS NULL, old.output, new.output) AS output, old.cost
FROM plants_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.plant_id
""",
    ),
    (
        "calls_4",
        ("consumer_id", "call_key", "place"),
        "SELECT 'CO-0043' AS consumer_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_3)",
    ),
    (
        "accepted_4",
        ("consumer_id", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN consumers AS the_consumer ON the_consumer.consumer_id = calls_4.consumer_id
WHERE (the_consumer.supply = 'reduced')
AND (((the_consumer.demand * 5) <= (SELECT reserve FROM zones WHERE zone_id = (SELECT zone_id FROM substations WHERE substation_id = the_consumer.substation_id))) OR (the_consumer.kind = 'hospital'))
AND EXISTS (SELECT 1 FROM asked WHERE step = 2)
""",
    ),
    (
        "change_4_1",
        ("row_key", "supply"),
        """
SELECT the_consumer.consumer_id AS row_key, 'normal' AS supply
FROM accepted_4
JOIN consumers AS the_consumer ON the_consumer.consumer_id = accepted_4.consumer_id
""",
    ),
    (
        "consumers_after_4_1",
        (),
        """
SELECT old.consumer_id, old.name, old.substation_id, old.kind, old.demand, iif(new.row_key IS NULL, old.supply, new.supply) AS supply
FROM consumers AS old
LEFT JOIN change_4_1 AS new ON new.row_key = old.consumer_id
""",
    ),
]
AFTERWARDS = {"consumers": "SELECT * FROM consumers_after_4_1", "plants": "SELECT * FROM plants_after_3_1"}
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
