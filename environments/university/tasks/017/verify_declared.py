"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

WANTED = """
SELECT (SELECT coalesce(sum(t1.seats), 0) FROM rooms AS t1 WHERE t1.kind = 'lecture hall' AND t1.seats <= 10 AND EXISTS (SELECT 1 FROM sections AS t2 WHERE t2.weekday <> 'Wednesday' AND t2.room_id = t1.room_id)) - (SELECT coalesce(sum(t3.seats), 0) FROM rooms AS t3 WHERE t3.kind = 'seminar' AND t3.seats <= 10 AND EXISTS (SELECT 1 FROM sections AS t4 WHERE t4.weekday <> 'Wednesday' AND t4.room_id = t3.room_id))
"""
KEYS = {
    "departments": "department_id",
    "lecturers": "lecturer_id",
    "rooms": "room_id",
    "courses": "course_id",
    "sections": "section_id",
    "students": "student_id",
    "enrolments": "enrolment_id",
}


def verify(answer, before, after):
    wanted = [list(row.values()) for row in before.all(WANTED)]
    same = {}
    for table, key in KEYS.items():
        rows = f"SELECT * FROM {table} ORDER BY {key}"
        same[table] = before.all(rows) == after.all(rows)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
