"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.drug_id, t1.family, t1.price
    FROM drugs AS t1
    WHERE t1.daily_limit <= 560
    AND t1.price <= 5
    AND t1.price IS NOT NULL
),
sets AS (
    SELECT c1.drug_id AS c1, c2.drug_id AS c2, c3.drug_id AS c3, c4.drug_id AS c4, c1.price + c2.price + c3.price + c4.price AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3, candidates AS c4
    WHERE c1.drug_id < c2.drug_id
    AND c2.drug_id < c3.drug_id
    AND c3.drug_id < c4.drug_id
    AND c1.family <> c2.family
    AND c1.family <> c3.family
    AND c1.family <> c4.family
    AND c2.family <> c3.family
    AND c2.family <> c4.family
    AND c3.family <> c4.family
)
SELECT c1, c2, c3, c4 FROM sets WHERE gain = (SELECT max(gain) FROM sets)
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
