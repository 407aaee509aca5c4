"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

WANTED = """
SELECT (SELECT daily_limit FROM drugs WHERE drug_id = (SELECT drug_id FROM prescriptions WHERE prescription_id = (SELECT t1.prescription_id FROM prescriptions AS t1 WHERE t1.doctor_id = (SELECT doctor_id FROM doctors WHERE name = 'Joan Reyes') AND t1.issued <= '2026-03-28' AND t1.dose IS NOT NULL ORDER BY t1.dose DESC LIMIT 1)))
"""
KEYS = {
    "departments": "department_id",
    "doctors": "doctor_id",
    "wards": "ward_id",
    "patients": "patient_id",
    "drugs": "drug_id",
    "allergies": "allergy_id",
    "appointments": "appointment_id",
    "prescriptions": "prescription_id",
    "admissions": "admission_id",
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
