"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

WANTED = """
SELECT t1.student_id
FROM students AS t1
WHERE t1.department_id = (SELECT department_id FROM students WHERE student_id = (SELECT student_id FROM enrolments WHERE enrolment_id = (SELECT t2.enrolment_id FROM enrolments AS t2 WHERE t2.section_id = 'SE-0005' AND t2.grade IS NOT NULL ORDER BY t2.grade DESC LIMIT 1)))
AND t1.degree = 'bachelor'
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
    """The ids of all rows, in any order."""
    return sorted(ids(answer)) == sorted(str(row[0]).lower() for row in wanted)


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
