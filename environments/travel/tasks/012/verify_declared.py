"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("traveller_id", "train_id", "travelling", "call_key", "place"),
        """
SELECT t1.traveller_id AS traveller_id, 'TR-0052' AS train_id, '2026-05-07' AS travelling, t1.traveller_id AS call_key, t1.budget AS place
FROM travellers AS t1
WHERE t1.card = 'silver'
""",
    ),
    (
        "accepted_1",
        ("traveller_id", "train_id", "travelling", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = calls_1.traveller_id
JOIN trains AS the_train ON the_train.train_id = calls_1.train_id
WHERE (calls_1.travelling > '2026-05-04')
AND (the_train.free_seats > 0)
AND NOT EXISTS (SELECT 1 FROM rides AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.day = calls_1.travelling) AND (other.status = 'booked')))
AND (the_train.fare <= the_traveller.budget)
ORDER BY place ASC LIMIT 1
""",
    ),
    (
        "change_1_1",
        ("ride_id", "train_id", "traveller_id", "day", "fare", "status"),
        """
SELECT printf('RI-%04d', (SELECT coalesce(max(CAST(substr(ride_id, 4) AS INTEGER)), 0) FROM rides) + row_number() OVER ()) AS ride_id, the_train.train_id AS train_id, the_traveller.traveller_id AS traveller_id, accepted_1.travelling AS day, the_train.fare AS fare, 'booked' AS status
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN trains AS the_train ON the_train.train_id = accepted_1.train_id
""",
    ),
    ("rides_after_1_1", (), "SELECT * FROM rides UNION ALL SELECT * FROM change_1_1"),
    (
        "change_1_2",
        ("row_key", "free_seats"),
        """
SELECT the_train.train_id AS row_key, (the_train.free_seats - 1) AS free_seats
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN trains AS the_train ON the_train.train_id = accepted_1.train_id
""",
    ),
    (
        "trains_after_1_2",
        (),
        """
SELECT old.train_id, old.number, old.from_city_id, old.to_city_id, old.speed, old.minutes, old.fare, iif(new.row_key IS NULL, old.free_seats, new.free_seats) AS free_seats
FROM trains AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.train_id
""",
    ),
    (
        "change_1_3",
        ("row_key", "budget"),
        """
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - the_train.fare) AS budget
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN trains AS the_train ON the_train.train_id = accepted_1.train_id
""",
    ),
    (
        "travellers_after_1_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers AS old
LEFT JOIN change_1_3 AS new ON new.row_key = old.traveller_id
""",
    ),
]
AFTERWARDS = {
    "rides": "SELECT * FROM rides_after_1_1",
    "trains": "SELECT * FROM trains_after_1_2",
    "travellers": "SELECT * FROM travellers_after_1_3",
}
KEYS = {
    "cities": "city_id",
    "hotels": "hotel_id",
    "sights": "sight_id",
    "trains": "train_id",
    "travellers": "traveller_id",
    "stays": "stay_id",
    "rides": "ride_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "rides_as_declared": same["rides"],
        "trains_as_declared": same["trains"],
        "travellers_as_declared": same["travellers"],
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
