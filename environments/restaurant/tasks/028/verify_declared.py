"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

WANTED = """
SELECT round(avg(t1.amount), 2)
FROM bill_lines AS t1
WHERE t1.bill_id = (SELECT bill_id FROM bill_lines WHERE line_id = (SELECT t2.line_id FROM bill_lines AS t2 WHERE t2.bill_id = (SELECT bill_id FROM bill_lines WHERE line_id = 'BL-0058') AND t2.portions IS NOT NULL ORDER BY t2.portions DESC LIMIT 1))
"""
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
    wanted = [list(row.values()) for row in before.all(WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """One number, to a hundredth."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        given = Fraction(answer.replace(",", "") if isinstance(answer, str) else answer)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
    return abs(given - Fraction(str(wanted[0][0]))) <= Fraction(11, 1000)


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
