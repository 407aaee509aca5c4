"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("plant_id", "megawatts", "call_key", "place"),
        "SELECT (SELECT plant_id FROM plants WHERE name = 'Copper Group 11') AS plant_id, 40 AS megawatts, NULL AS call_key, NULL AS place",
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
        "plants_as_declared": same["plants"],
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
