"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("job_id", "call_key", "place"),
        """
SELECT t1.job_id AS job_id, t1.job_id AS call_key, t1.hours AS place
FROM jobs AS t1
WHERE t1.crew_id = (SELECT crew_id FROM crews WHERE name = 'Crew H')
""",
    ),
    (
        "accepted_1",
        ("job_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN jobs AS the_job ON the_job.job_id = calls_1.job_id
WHERE (the_job.status = 'under way')
AND (((SELECT cause FROM outages WHERE outage_id = the_job.outage_id) <> 'storm') OR ((SELECT began FROM outages WHERE outage_id = the_job.outage_id) <= date('2026-12-07', (-(7)) || ' days')))
ORDER BY place ASC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_job.job_id AS row_key, 'done' AS status
FROM accepted_1
JOIN jobs AS the_job ON the_job.job_id = accepted_1.job_id
""",
    ),
    (
        "jobs_after_1_1",
        (),
        """
SELECT old.job_id, old.outage_id, old.crew_id, old.hours, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM jobs AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.job_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "ended"),
        """
SELECT the_job.outage_id AS row_key, '2026-12-07' AS ended
FROM accepted_1
JOIN jobs AS the_job ON the_job.job_id = accepted_1.job_id
""",
    ),
    (
        "outages_after_1_2",
        (),
        """
SELECT old.outage_id, old.line_id, old.cause, old.began, iif(new.row_key IS NULL, old.ended, new.ended) AS ended
FROM outages AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.outage_id
""",
    ),
    (
        "change_1_3",
        ("row_key", "status"),
        """
SELECT (SELECT line_id FROM outages WHERE outage_id = the_job.outage_id) AS row_key, 'in service' AS status
FROM accepted_1
JOIN jobs AS the_job ON the_job.job_id = accepted_1.job_id
""",
    ),
    (
        "power_lines_after_1_3",
        (),
        """
SELECT old.line_id, old.from_substation_id, old.to_substation_id, old.length, old.rating, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM power_lines AS old
LEFT JOIN change_1_3 AS new ON new.row_key = old.line_id
""",
    ),
]
WANTED = """
SELECT call_key FROM accepted_1
"""
AFTERWARDS = {
    "jobs": "SELECT * FROM jobs_after_1_1",
    "outages": "SELECT * FROM outages_after_1_2",
    "power_lines": "SELECT * FROM power_lines_after_1_3",
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
    wanted = [list(row.values()) for row in before.all(after_steps(before) + WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "jobs_as_declared": same["jobs"],
        "outages_as_declared": same["outages"],
        "power_lines_as_declared": same["power_lines"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def matches(answer, wanted):
    """One text, however it is spaced and in whatever case."""
    if len(wanted) != 1 or not isinstance(answer, str):
        return False
    return "".join(answer.split()).casefold() == "".join(str(wanted[0][0]).split()).casefold()


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
