"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("plant_id", "megawatts", "call_key", "place"),
        """
SELECT t1.plant_id AS plant_id, 30 AS megawatts, t1.plant_id AS call_key, NULL AS place
FROM plants AS t1
WHERE (SELECT capacity FROM substations WHERE substation_id = t1.substation_id) >= 320
AND t1.output >= 72
""",
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
]
AFTERWARDS = {"plants": "SELECT * FROM plants_after_1_1"}
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
        "plants_as_declared": same["plants"],
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
