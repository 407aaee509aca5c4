"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

WANTED = """
SELECT round(avg(t1.balance), 2)
FROM patients AS t1
WHERE t1.insurance = 'public'
AND t1.balance >= 107
AND t1.born <= '1987-06-06'
AND NOT EXISTS (SELECT 1 FROM prescriptions AS t2 WHERE t2.dose >= 120 AND t2.patient_id = t1.patient_id)
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
