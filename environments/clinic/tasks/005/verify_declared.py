"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.doctor_id, t1.department_id, t1.fee FROM doctors AS t1 WHERE t1.fee >= 135 AND t1.fee IS NOT NULL
),
sets AS (
    SELECT c1.doctor_id AS c1, c2.doctor_id AS c2, c1.fee + c2.fee AS gain
    FROM candidates AS c1, candidates AS c2
    WHERE c1.doctor_id < c2.doctor_id
    AND c1.department_id <> c2.department_id
)
SELECT c1, c2 FROM sets WHERE gain = (SELECT min(gain) FROM sets)
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
    """The ids of the one set, in any order."""
    return len(wanted) == 1 and sorted(ids(answer)) == sorted(str(one).lower() for one in wanted[0])


def ids(answer):
    """The ids that were given, one text with commas included."""
    parts = answer.split(",") if isinstance(answer, str) else answer if isinstance(answer, list) else ()
    return [one.strip().lower() if isinstance(one, str) else "?" for one in parts]


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }
