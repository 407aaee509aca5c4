"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("reservation_id", "call_key", "place"),
        """
SELECT t1.reservation_id AS reservation_id, t1.reservation_id AS call_key, NULL AS place
FROM reservations AS t1
WHERE t1.table_id = 'TB-0013'
""",
    ),
    (
        "accepted_1",
        ("reservation_id", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN reservations AS the_reservation ON the_reservation.reservation_id = calls_1.reservation_id
WHERE (the_reservation.status = 'booked')
AND ((the_reservation.party < 5) OR (the_reservation.day > date('2026-11-06', (+(2)) || ' days')))
""",
    ),
    (
        "change_1_1",
        ("row_key", "status"),
        """
SELECT the_reservation.reservation_id AS row_key, 'cancelled' AS status
FROM accepted_1
JOIN reservations AS the_reservation ON the_reservation.reservation_id = accepted_1.reservation_id
""",
    ),
    (
        "reservations_after_1_1",
        (),
        """
SELECT old.reservation_id, old.table_id, old.guest_id, old.day, old.sitting, old.party, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM reservations AS old
LEFT JOIN change_1_1 AS new ON new.row_key = old.reservation_id
""",
    ),
    (
        "change_1_2",
        ("row_key", "no_shows"),
        """
SELECT the_reservation.guest_id AS row_key, iif((the_reservation.day = '2026-11-06'), ((SELECT no_shows FROM guests WHERE guest_id = the_reservation.guest_id) + 1), (SELECT no_shows FROM guests WHERE guest_id = the_reservation.guest_id)) AS no_shows
FROM accepted_1
JOIN reservations AS the_reservation ON the_reservation.reservation_id = accepted_1.reservation_id
""",
    ),
    (
        "guests_after_1_2",
        (),
        """
SELECT old.guest_id, old.name, old.standing, iif(new.row_key IS NULL, old.no_shows, new.no_shows) AS no_shows
FROM guests AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.guest_id
""",
    ),
]
AFTERWARDS = {"guests": "SELECT * FROM guests_after_1_2", "reservations": "SELECT * FROM reservations_after_1_1"}
KEYS = {
    "dining_tables": "table_id",
    "guests": "guest_id",
    "reservations": "reservation_id",
    "suppliers": "supplier_id",
    "ingredients": "ingredient_id",
    "dishes": "dish_id",
    "recipes": "recipe_id",
    "bills": "bill_id",
    "bill_lines": "line_id",
}


def verify(answer, before, after):
    same = same_tables(before, after)
    return {
        "guests_as_declared": same["guests"],
        "reservations_as_declared": same["reservations"],
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
