"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
WITH
candidates AS (
    SELECT t1.student_id, t1.department_id, t1.dues
    FROM students AS t1
    WHERE t1.enrolled <= '2024-06-01'
    AND t1.dues >= 150
    AND t1.degree = 'bachelor'
    AND t1.dues IS NOT NULL
),
sets AS (
    SELECT c1.student_id AS c1, c2.student_id AS c2, c3.student_id AS c3, c1.dues + c2.dues + c3.dues AS gain
    FROM candidates AS c1, candidates AS c2, candidates AS c3
    WHERE c1.student_id < c2.student_id
    AND c2.student_id < c3.student_id
    AND c1.department_id <> c2.department_id
    AND c1.department_id <> c3.department_id
    AND c2.department_id <> c3.department_id
)
SELECT c1, c2, c3 FROM sets WHERE gain = (SELECT min(gain) FROM sets)
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
