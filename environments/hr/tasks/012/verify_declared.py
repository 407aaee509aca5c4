"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

WANTED = """
SELECT round(avg(t1.salary), 2)
FROM employees AS t1
WHERE t1.unit_id = (SELECT unit_id FROM employees WHERE employee_id = (SELECT employee_id FROM leave_requests WHERE leave_id = 'LV-0033'))
AND t1.manager_id = 'E-0012'
"""
KEYS = {
    "units": "unit_id",
    "grades": "grade_id",
    "employees": "employee_id",
    "leave_requests": "leave_id",
    "vacancies": "vacancy_id",
    "candidates": "candidate_id",
    "applications": "application_id",
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
    """One number, to a hundredth."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        given = Fraction(answer.replace(",", "") if isinstance(answer, str) else answer)
    except (ValueError, OverflowError, ZeroDivisionError):
        return False
    return abs(given - Fraction(str(wanted[0][0]))) <= Fraction(11, 1000)
