"""Tools of the pack university. A university: departments, lecturers, rooms, courses, sections of courses, students and enrolments."""

from __future__ import annotations

from typing import Literal

from environment import Database, Refused, reads, writes


def _department(db: Database, department_id: str) -> dict:
    row = db.one("SELECT * FROM departments WHERE department_id = ?", department_id)
    if row is None:
        raise Refused("no_such_department", f"There is no department {department_id!r}.")
    return row


def _lecturer(db: Database, lecturer_id: str) -> dict:
    row = db.one("SELECT * FROM lecturers WHERE lecturer_id = ?", lecturer_id)
    if row is None:
        raise Refused("no_such_lecturer", f"There is no lecturer {lecturer_id!r}.")
    return row


def _room(db: Database, room_id: str) -> dict:
    row = db.one("SELECT * FROM rooms WHERE room_id = ?", room_id)
    if row is None:
        raise Refused("no_such_room", f"There is no room {room_id!r}.")
    return row


def _course(db: Database, course_id: str) -> dict:
    row = db.one("SELECT * FROM courses WHERE course_id = ?", course_id)
    if row is None:
        raise Refused("no_such_course", f"There is no course {course_id!r}.")
    return row


def _section(db: Database, section_id: str) -> dict:
    row = db.one("SELECT * FROM sections WHERE section_id = ?", section_id)
    if row is None:
        raise Refused("no_such_section", f"There is no section {section_id!r}.")
    return row


def _student(db: Database, student_id: str) -> dict:
    row = db.one("SELECT * FROM students WHERE student_id = ?", student_id)
    if row is None:
        raise Refused("no_such_student", f"There is no student {student_id!r}.")
    return row


def _enrolment(db: Database, enrolment_id: str) -> dict:
    row = db.one("SELECT * FROM enrolments WHERE enrolment_id = ?", enrolment_id)
    if row is None:
        raise Refused("no_such_enrolment", f"There is no enrolment {enrolment_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


@reads
def get_department(db: Database, department_id: str) -> dict:
    """One department by its id.

    Args:
        department_id: Id of the department.
    """
    return _department(db, department_id)


@reads
def search_departments(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search departments by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM departments ORDER BY department_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_lecturer(db: Database, lecturer_id: str) -> dict:
    """One lecturer by its id.

    Args:
        lecturer_id: Id of the lecturer.
    """
    return _lecturer(db, lecturer_id)


@reads
def search_lecturers(
    db: Database,
    name: str | None = None,
    position: Literal["assistant", "associate", "full professor"] | None = None,
    page: int = 1,
) -> dict:
    """Search lecturers by name and position; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        position: Only those with this position.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM lecturers ORDER BY lecturer_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if position is not None:
        rows = [row for row in rows if row["position"] == position]
    return _page(rows, page)


@reads
def list_lecturers_of_department(db: Database, department_id: str) -> list[dict]:
    """All lecturers of one department.

    Args:
        department_id: Id of the department.
    """
    _department(db, department_id)
    return db.all("SELECT * FROM lecturers WHERE department_id = ? ORDER BY lecturer_id", department_id)


@reads
def get_room(db: Database, room_id: str) -> dict:
    """One room by its id.

    Args:
        room_id: Id of the room.
    """
    return _room(db, room_id)


@reads
def search_rooms(
    db: Database,
    number: str | None = None,
    kind: Literal["lecture hall", "seminar", "laboratory"] | None = None,
    page: int = 1,
) -> dict:
    """Search rooms by number and kind; with how many there are in total.

    Args:
        number: Part of the number; upper and lower case are the same.
        kind: Only those with this kind.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM rooms ORDER BY room_id")
    if number is not None:
        rows = [row for row in rows if number.lower() in row["number"].lower()]
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    return _page(rows, page)


@reads
def get_course(db: Database, course_id: str) -> dict:
    """One course by its id.

    Args:
        course_id: Id of the course.
    """
    return _course(db, course_id)


@reads
def search_courses(
    db: Database,
    title: str | None = None,
    level: Literal["basic", "major", "graduate"] | None = None,
    page: int = 1,
) -> dict:
    """Search courses by title and level; with how many there are in total.

    Args:
        title: Part of the title; upper and lower case are the same.
        level: Only those with this level.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM courses ORDER BY course_id")
    if title is not None:
        rows = [row for row in rows if title.lower() in row["title"].lower()]
    if level is not None:
        rows = [row for row in rows if row["level"] == level]
    return _page(rows, page)


@reads
def list_courses_of_department(db: Database, department_id: str) -> list[dict]:
    """All courses of one department.

    Args:
        department_id: Id of the department.
    """
    _department(db, department_id)
    return db.all("SELECT * FROM courses WHERE department_id = ? ORDER BY course_id", department_id)


@reads
def list_courses_of_required(db: Database, required_id: str) -> list[dict]:
    """All courses of one required course.

    Args:
        required_id: Id of the course.
    """
    _course(db, required_id)
    return db.all("SELECT * FROM courses WHERE required_id = ? ORDER BY course_id", required_id)


@reads
def get_section(db: Database, section_id: str) -> dict:
    """One section by its id.

    Args:
        section_id: Id of the section.
    """
    return _section(db, section_id)


@reads
def search_sections(
    db: Database,
    weekday: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] | None = None,
    page: int = 1,
) -> dict:
    """Search sections by weekday; with how many there are in total.

    Args:
        weekday: Only those with this weekday.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM sections ORDER BY section_id")
    if weekday is not None:
        rows = [row for row in rows if row["weekday"] == weekday]
    return _page(rows, page)


@reads
def list_sections_of_course(db: Database, course_id: str) -> list[dict]:
    """All sections of one course.

    Args:
        course_id: Id of the course.
    """
    _course(db, course_id)
    return db.all("SELECT * FROM sections WHERE course_id = ? ORDER BY section_id", course_id)


@reads
def list_sections_of_lecturer(db: Database, lecturer_id: str) -> list[dict]:
    """All sections of one lecturer.

    Args:
        lecturer_id: Id of the lecturer.
    """
    _lecturer(db, lecturer_id)
    return db.all("SELECT * FROM sections WHERE lecturer_id = ? ORDER BY section_id", lecturer_id)


@reads
def list_sections_of_room(db: Database, room_id: str) -> list[dict]:
    """All sections of one room.

    Args:
        room_id: Id of the room.
    """
    _room(db, room_id)
    return db.all("SELECT * FROM sections WHERE room_id = ? ORDER BY section_id", room_id)


@reads
def get_student(db: Database, student_id: str) -> dict:
    """One student by its id.

    Args:
        student_id: Id of the student.
    """
    return _student(db, student_id)


@reads
def search_students(
    db: Database,
    name: str | None = None,
    degree: Literal["bachelor", "master", "exchange"] | None = None,
    page: int = 1,
) -> dict:
    """Search students by name and degree; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        degree: Only those with this degree.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM students ORDER BY student_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if degree is not None:
        rows = [row for row in rows if row["degree"] == degree]
    return _page(rows, page)


@reads
def list_students_of_department(db: Database, department_id: str) -> list[dict]:
    """All students of one major.

    Args:
        department_id: Id of the department.
    """
    _department(db, department_id)
    return db.all("SELECT * FROM students WHERE department_id = ? ORDER BY student_id", department_id)


@reads
def get_enrolment(db: Database, enrolment_id: str) -> dict:
    """One enrolment by its id.

    Args:
        enrolment_id: Id of the enrolment.
    """
    return _enrolment(db, enrolment_id)


@reads
def search_enrolments(
    db: Database,
    status: Literal["enrolled", "passed", "failed", "dropped"] | None = None,
    page: int = 1,
) -> dict:
    """Search enrolments by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM enrolments ORDER BY enrolment_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_enrolments_of_student(db: Database, student_id: str) -> list[dict]:
    """All enrolments of one student.

    Args:
        student_id: Id of the student.
    """
    _student(db, student_id)
    return db.all("SELECT * FROM enrolments WHERE student_id = ? ORDER BY enrolment_id", student_id)


@reads
def list_enrolments_of_section(db: Database, section_id: str) -> list[dict]:
    """All enrolments of one section.

    Args:
        section_id: Id of the section.
    """
    _section(db, section_id)
    return db.all("SELECT * FROM enrolments WHERE section_id = ? ORDER BY enrolment_id", section_id)


@reads
def total_dues_of_students(db: Database, degree: Literal["bachelor", "master", "exchange"] | None = None) -> dict:
    """Number of students, and sum, smallest and largest unpaid tuition of them.

    Args:
        degree: Only those with this degree.
    """
    rows = db.all("SELECT * FROM students")
    if degree is not None:
        rows = [row for row in rows if row["degree"] == degree]
    found = [row["dues"] for row in rows if row["dues"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@reads
def find_enrolments_by_student_degree(db: Database, degree: Literal["bachelor", "master", "exchange"]) -> list[dict]:
    """All enrolments whose student has a given degree.

    Args:
        degree: Degree of the student.
    """
    return db.all(
        "SELECT * FROM enrolments WHERE student_id IN (SELECT student_id FROM students WHERE degree = ?) ORDER BY enrolment_id",
        degree,
    )


@reads
def find_enrolments_by_section_weekday(
    db: Database,
    weekday: Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
) -> list[dict]:
    """All enrolments whose section has a given weekday.

    Args:
        weekday: Weekday of the section.
    """
    return db.all(
        "SELECT * FROM enrolments WHERE section_id IN (SELECT section_id FROM sections WHERE weekday = ?) ORDER BY enrolment_id",
        weekday,
    )


@writes("enrolments")
def enrol_student(db: Database, student_id: str, section_id: str) -> dict:
    """Enrol a student in a section.

    Args:
        student_id: Id of the student.
        section_id: Id of the section.
    """
    student = _student(db, student_id)
    section = _section(db, section_id)
    if student["dues"] >= 500:
        raise Refused("dues_paid", "A student who owes 500 EUR or more cannot enrol.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM enrolments")
            if other["section_id"] == section["section_id"] and other["status"] == "enrolled"
        )
        >= _room(db, section["room_id"])["seats"]
    ):
        raise Refused("seat_left", "The section's room has no seat left.")
    if any(
        True
        for other in db.all("SELECT * FROM enrolments")
        if other["student_id"] == student["student_id"]
        and _section(db, other["section_id"])["course_id"] == section["course_id"]
        and other["status"] in ("enrolled", "passed")
    ):
        raise Refused("course_once", "The student takes this course, or has passed it.")
    if not (
        _course(db, section["course_id"])["required_id"] is None
        or any(
            True
            for other in db.all("SELECT * FROM enrolments")
            if other["student_id"] == student["student_id"]
            and _section(db, other["section_id"])["course_id"] == _course(db, section["course_id"])["required_id"]
            and other["status"] == "passed"
        )
    ):
        raise Refused("required_passed", "The student has not passed the course that this one requires.")
    if any(
        True
        for other in db.all("SELECT * FROM enrolments")
        if other["student_id"] == student["student_id"]
        and other["status"] == "enrolled"
        and _section(db, other["section_id"])["weekday"] == section["weekday"]
        and _section(db, other["section_id"])["period"] == section["period"]
    ):
        raise Refused("time_free", "The student sits in another section at that time.")
    if not (_course(db, section["course_id"])["level"] != "graduate" or student["degree"] != "bachelor"):
        raise Refused("graduate_level", "Graduate courses are not for bachelor students.")
    new_enrolment = db.next_id("enrolments", "EN-", width=4)
    db.run(
        "INSERT INTO enrolments (enrolment_id, student_id, section_id, status) VALUES (?, ?, ?, ?)",
        new_enrolment,
        student["student_id"],
        section["section_id"],
        "enrolled",
    )
    return _enrolment(db, new_enrolment)


@writes("enrolments")
def drop_enrolment(db: Database, enrolment_id: str) -> dict:
    """Take a student out of a section that is being taught.

    Args:
        enrolment_id: Id of the enrolment.
    """
    enrolment = _enrolment(db, enrolment_id)
    if enrolment["status"] != "enrolled":
        raise Refused("is_enrolled", "Only a running enrolment can be dropped.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM enrolments")
            if other["student_id"] == enrolment["student_id"] and other["status"] == "enrolled"
        )
        <= 1
    ):
        raise Refused("keeps_one", "A student keeps one section at least.")
    db.run("UPDATE enrolments SET status = ? WHERE enrolment_id = ?", "dropped", enrolment["enrolment_id"])
    return _enrolment(db, enrolment["enrolment_id"])


@writes("enrolments")
def grade_enrolment(db: Database, enrolment_id: str, reached: int) -> dict:
    """Grade a running enrolment: 50 points or more pass.

    Args:
        enrolment_id: Id of the enrolment.
        reached: Grade.
    """
    enrolment = _enrolment(db, enrolment_id)
    if enrolment["status"] != "enrolled":
        raise Refused("is_enrolled", "Only a running enrolment can be graded.")
    if not (reached >= 0 and reached <= 100):
        raise Refused("grade_range", "A grade is from 0 to 100.")
    db.run(
        "UPDATE enrolments SET grade = ?, status = ? WHERE enrolment_id = ?",
        reached,
        "passed" if reached >= 50 else "failed",
        enrolment["enrolment_id"],
    )
    return _enrolment(db, enrolment["enrolment_id"])


@writes("sections")
def assign_lecturer(db: Database, section_id: str, lecturer_id: str) -> dict:
    """Let another lecturer teach a section.

    Args:
        section_id: Id of the section.
        lecturer_id: Id of the lecturer.
    """
    section = _section(db, section_id)
    lecturer = _lecturer(db, lecturer_id)
    if lecturer["lecturer_id"] == section["lecturer_id"]:
        raise Refused("other_lecturer", "The lecturer teaches this section already.")
    if lecturer["department_id"] != _course(db, section["course_id"])["department_id"]:
        raise Refused("own_department", "The course is of another department.")
    if (
        sum(1 for other in db.all("SELECT * FROM sections") if other["lecturer_id"] == lecturer["lecturer_id"])
        >= lecturer["load_limit"]
    ):
        raise Refused("load", "The lecturer's teaching limit is reached.")
    if any(
        True
        for other in db.all("SELECT * FROM sections")
        if other["lecturer_id"] == lecturer["lecturer_id"]
        and other["weekday"] == section["weekday"]
        and other["period"] == section["period"]
    ):
        raise Refused("lecturer_free", "The lecturer teaches another section at that time.")
    db.run(
        "UPDATE sections SET lecturer_id = ? WHERE section_id = ?",
        lecturer["lecturer_id"],
        section["section_id"],
    )
    return _section(db, section["section_id"])


@writes("sections")
def move_section(db: Database, section_id: str, room_id: str) -> dict:
    """Move a section to another room.

    Args:
        section_id: Id of the section.
        room_id: Id of the room.
    """
    section = _section(db, section_id)
    room = _room(db, room_id)
    if any(
        True
        for other in db.all("SELECT * FROM sections")
        if other["room_id"] == room["room_id"]
        and other["weekday"] == section["weekday"]
        and other["period"] == section["period"]
    ):
        raise Refused("room_free", "The room is taken at that time.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM enrolments")
            if other["section_id"] == section["section_id"] and other["status"] == "enrolled"
        )
        > room["seats"]
    ):
        raise Refused("seats", "The room has too few seats.")
    if not (room["kind"] == "laboratory" or _room(db, section["room_id"])["kind"] != "laboratory"):
        raise Refused("same_kind", "A section that is in a laboratory stays in laboratories.")
    db.run("UPDATE sections SET room_id = ? WHERE section_id = ?", room["room_id"], section["section_id"])
    return _section(db, section["section_id"])
