"""Tools of the pack hr. Human resources: units, pay grades, employees, leave requests, vacancies, candidates and applications."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _unit(db: Database, unit_id: str) -> dict:
    row = db.one("SELECT * FROM units WHERE unit_id = ?", unit_id)
    if row is None:
        raise Refused("no_such_unit", f"There is no unit {unit_id!r}.")
    return row


def _pay_grade(db: Database, grade_id: str) -> dict:
    row = db.one("SELECT * FROM grades WHERE grade_id = ?", grade_id)
    if row is None:
        raise Refused("no_such_pay_grade", f"There is no pay grade {grade_id!r}.")
    return row


def _employee(db: Database, employee_id: str) -> dict:
    row = db.one("SELECT * FROM employees WHERE employee_id = ?", employee_id)
    if row is None:
        raise Refused("no_such_employee", f"There is no employee {employee_id!r}.")
    return row


def _leave_request(db: Database, leave_id: str) -> dict:
    row = db.one("SELECT * FROM leave_requests WHERE leave_id = ?", leave_id)
    if row is None:
        raise Refused("no_such_leave_request", f"There is no leave request {leave_id!r}.")
    return row


def _vacancy(db: Database, vacancy_id: str) -> dict:
    row = db.one("SELECT * FROM vacancies WHERE vacancy_id = ?", vacancy_id)
    if row is None:
        raise Refused("no_such_vacancy", f"There is no vacancy {vacancy_id!r}.")
    return row


def _candidate(db: Database, candidate_id: str) -> dict:
    row = db.one("SELECT * FROM candidates WHERE candidate_id = ?", candidate_id)
    if row is None:
        raise Refused("no_such_candidate", f"There is no candidate {candidate_id!r}.")
    return row


def _application(db: Database, application_id: str) -> dict:
    row = db.one("SELECT * FROM applications WHERE application_id = ?", application_id)
    if row is None:
        raise Refused("no_such_application", f"There is no application {application_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_unit(db: Database, unit_id: str) -> dict:
    """One unit by its id.

    Args:
        unit_id: Id of the unit.
    """
    return _unit(db, unit_id)


@reads
def search_units(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search units by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM units ORDER BY unit_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def list_units_of_parent(db: Database, parent_id: str) -> list[dict]:
    """All units of one parent unit.

    Args:
        parent_id: Id of the unit.
    """
    _unit(db, parent_id)
    return db.all("SELECT * FROM units WHERE parent_id = ? ORDER BY unit_id", parent_id)


@reads
def get_pay_grade(db: Database, grade_id: str) -> dict:
    """One pay grade by its id.

    Args:
        grade_id: Id of the pay grade.
    """
    return _pay_grade(db, grade_id)


@reads
def search_grades(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search pay grades by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM grades ORDER BY grade_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_employee(db: Database, employee_id: str) -> dict:
    """One employee by its id.

    Args:
        employee_id: Id of the employee.
    """
    return _employee(db, employee_id)


@reads
def search_employees(
    db: Database,
    name: str | None = None,
    contract: Literal["permanent", "fixed-term", "trainee"] | None = None,
    page: int = 1,
) -> dict:
    """Search employees by name and contract; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        contract: Only those with this contract.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM employees ORDER BY employee_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if contract is not None:
        rows = [row for row in rows if row["contract"] == contract]
    return _page(rows, page)


@reads
def list_employees_of_unit(db: Database, unit_id: str) -> list[dict]:
    """All employees of one unit.

    Args:
        unit_id: Id of the unit.
    """
    _unit(db, unit_id)
    return db.all("SELECT * FROM employees WHERE unit_id = ? ORDER BY employee_id", unit_id)


@reads
def list_employees_of_grade(db: Database, grade_id: str) -> list[dict]:
    """All employees of one pay grade.

    Args:
        grade_id: Id of the pay grade.
    """
    _pay_grade(db, grade_id)
    return db.all("SELECT * FROM employees WHERE grade_id = ? ORDER BY employee_id", grade_id)


@reads
def list_employees_of_manager(db: Database, manager_id: str) -> list[dict]:
    """All employees of one manager.

    Args:
        manager_id: Id of the employee.
    """
    _employee(db, manager_id)
    return db.all("SELECT * FROM employees WHERE manager_id = ? ORDER BY employee_id", manager_id)


@reads
def get_leave_request(db: Database, leave_id: str) -> dict:
    """One leave request by its id.

    Args:
        leave_id: Id of the leave request.
    """
    return _leave_request(db, leave_id)


@reads
def search_leave_requests(
    db: Database,
    kind: Literal["annual", "parental", "training"] | None = None,
    status: Literal["open", "approved", "rejected"] | None = None,
    page: int = 1,
) -> dict:
    """Search leave requests by kind of leave and status; with how many there are in total.

    Args:
        kind: Only those with this kind of leave.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM leave_requests ORDER BY leave_id")
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_leave_requests_of_employee(db: Database, employee_id: str) -> list[dict]:
    """All leave requests of one employee.

    Args:
        employee_id: Id of the employee.
    """
    _employee(db, employee_id)
    return db.all("SELECT * FROM leave_requests WHERE employee_id = ? ORDER BY leave_id", employee_id)


@reads
def get_vacancy(db: Database, vacancy_id: str) -> dict:
    """One vacancy by its id.

    Args:
        vacancy_id: Id of the vacancy.
    """
    return _vacancy(db, vacancy_id)


@reads
def search_vacancies(db: Database, status: Literal["open", "filled", "withdrawn"] | None = None, page: int = 1) -> dict:
    """Search vacancies by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM vacancies ORDER BY vacancy_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_vacancies_of_unit(db: Database, unit_id: str) -> list[dict]:
    """All vacancies of one unit.

    Args:
        unit_id: Id of the unit.
    """
    _unit(db, unit_id)
    return db.all("SELECT * FROM vacancies WHERE unit_id = ? ORDER BY vacancy_id", unit_id)


@reads
def list_vacancies_of_grade(db: Database, grade_id: str) -> list[dict]:
    """All vacancies of one pay grade.

    Args:
        grade_id: Id of the pay grade.
    """
    _pay_grade(db, grade_id)
    return db.all("SELECT * FROM vacancies WHERE grade_id = ? ORDER BY vacancy_id", grade_id)


@reads
def get_candidate(db: Database, candidate_id: str) -> dict:
    """One candidate by its id.

    Args:
        candidate_id: Id of the candidate.
    """
    return _candidate(db, candidate_id)


@reads
def search_candidates(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search candidates by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM candidates ORDER BY candidate_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_application(db: Database, application_id: str) -> dict:
    """One application by its id.

    Args:
        application_id: Id of the application.
    """
    return _application(db, application_id)


@reads
def search_applications(
    db: Database,
    stage: Literal["new", "interview", "offer", "rejected"] | None = None,
    page: int = 1,
) -> dict:
    """Search applications by stage; with how many there are in total.

    Args:
        stage: Only those with this stage.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM applications ORDER BY application_id")
    if stage is not None:
        rows = [row for row in rows if row["stage"] == stage]
    return _page(rows, page)


@reads
def list_applications_of_vacancy(db: Database, vacancy_id: str) -> list[dict]:
    """All applications of one vacancy.

    Args:
        vacancy_id: Id of the vacancy.
    """
    _vacancy(db, vacancy_id)
    return db.all("SELECT * FROM applications WHERE vacancy_id = ? ORDER BY application_id", vacancy_id)


@reads
def list_applications_of_candidate(db: Database, candidate_id: str) -> list[dict]:
    """All applications of one candidate.

    Args:
        candidate_id: Id of the candidate.
    """
    _candidate(db, candidate_id)
    return db.all("SELECT * FROM applications WHERE candidate_id = ? ORDER BY application_id", candidate_id)


@reads
def total_length_of_leave_requests(
    db: Database,
    kind: Literal["annual", "parental", "training"] | None = None,
    status: Literal["open", "approved", "rejected"] | None = None,
) -> dict:
    """Number of leave requests, and sum, smallest and largest length of them.

    Args:
        kind: Only those with this kind of leave.
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM leave_requests")
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["length"] for row in rows if row["length"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("leave_requests")
def request_leave(db: Database, employee_id: str, starting: str, length_wanted: int) -> dict:
    """Ask for annual leave of an employee.

    Args:
        employee_id: Id of the employee.
        starting: First day, as YYYY-MM-DD.
        length_wanted: Number of days.
    """
    employee = _employee(db, employee_id)
    if starting < _later(db.today.isoformat(), 7):
        raise Refused("notice", "Leave is requested a week ahead.")
    if not (length_wanted >= 1 and length_wanted <= 15):
        raise Refused("length_range", "A leave has 1 to 15 days.")
    if length_wanted > employee["leave_left"]:
        raise Refused("enough_left", "The employee has not enough leave left.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM leave_requests")
            if other["employee_id"] == employee["employee_id"] and other["status"] == "open"
        )
        >= 2
    ):
        raise Refused("one_open", "The employee has two open requests already.")
    new_leave_request = db.next_id("leave_requests", "LV-", width=4)
    db.run(
        "INSERT INTO leave_requests (leave_id, employee_id, kind, first_day, length, status) VALUES (?, ?, ?, ?, ?, ?)",
        new_leave_request,
        employee["employee_id"],
        "annual",
        starting,
        length_wanted,
        "open",
    )
    return _leave_request(db, new_leave_request)


@writes("employees", "leave_requests")
def approve_leave(db: Database, leave_id: str, employee_id: str) -> dict:
    """Approve an open leave request, by the employee's manager; annual leave is taken from what is left.

    Args:
        leave_id: Id of the leave request.
        employee_id: Id of the employee.
    """
    leave = _leave_request(db, leave_id)
    employee = _employee(db, employee_id)
    if leave["status"] != "open":
        raise Refused("leave_open", "The request has been decided already.")
    if _employee(db, leave["employee_id"])["manager_id"] != employee["employee_id"]:
        raise Refused("by_manager", "Only the manager of the employee can approve.")
    if not (leave["kind"] != "annual" or leave["length"] <= _employee(db, leave["employee_id"])["leave_left"]):
        raise Refused("enough_left", "Not enough annual leave is left.")
    new_leave_left = (
        (_employee(db, leave["employee_id"])["leave_left"] - leave["length"])
        if leave["kind"] == "annual"
        else _employee(db, leave["employee_id"])["leave_left"]
    )
    db.run("UPDATE leave_requests SET status = ? WHERE leave_id = ?", "approved", leave["leave_id"])
    db.run("UPDATE employees SET leave_left = ? WHERE employee_id = ?", new_leave_left, leave["employee_id"])
    return _leave_request(db, leave["leave_id"])


@writes("employees")
def raise_salary(db: Database, employee_id: str, extra: int) -> dict:
    """Raise the monthly salary of an employee by an amount.

    Args:
        employee_id: Id of the employee.
        extra: Raise in EUR.
    """
    employee = _employee(db, employee_id)
    if employee["contract"] == "trainee":
        raise Refused("not_trainee", "Trainees get no raise.")
    if employee["hired"] > _later(db.today.isoformat(), -365):
        raise Refused("hired_long", "A raise comes after a year at the earliest.")
    if not (extra > 0 and (extra * 10) <= employee["salary"]):
        raise Refused("raise_share", "A raise is positive, and at most a tenth of the salary.")
    if (employee["salary"] + extra) > _pay_grade(db, employee["grade_id"])["highest"]:
        raise Refused("within_grade", "The salary would leave the pay grade.")
    db.run(
        "UPDATE employees SET salary = ? WHERE employee_id = ?",
        employee["salary"] + extra,
        employee["employee_id"],
    )
    return _employee(db, employee["employee_id"])


@writes("employees")
def transfer_employee(db: Database, employee_id: str, unit_id: str) -> dict:
    """Move an employee to another unit.

    Args:
        employee_id: Id of the employee.
        unit_id: Id of the unit.
    """
    employee = _employee(db, employee_id)
    unit = _unit(db, unit_id)
    if unit["unit_id"] == employee["unit_id"]:
        raise Refused("other_unit", "The employee works there already.")
    if sum(1 for other in db.all("SELECT * FROM employees") if other["unit_id"] == unit["unit_id"]) >= unit["posts"]:
        raise Refused("post_free", "The unit has no free post.")
    if any(True for other in db.all("SELECT * FROM employees") if other["manager_id"] == employee["employee_id"]):
        raise Refused("manages_nobody", "An employee who manages others cannot be transferred.")
    db.run("UPDATE employees SET unit_id = ? WHERE employee_id = ?", unit["unit_id"], employee["employee_id"])
    return _employee(db, employee["employee_id"])


@writes("applications")
def offer_post(db: Database, application_id: str) -> dict:
    """Offer the post to a candidate who was interviewed.

    Args:
        application_id: Id of the application.
    """
    application = _application(db, application_id)
    if application["stage"] != "interview":
        raise Refused("interviewed", "Only an application in the interview stage gets an offer.")
    if _vacancy(db, application["vacancy_id"])["status"] != "open":
        raise Refused("vacancy_open", "The vacancy is not open.")
    if _candidate(db, application["candidate_id"])["years"] < _vacancy(db, application["vacancy_id"])["experience"]:
        raise Refused("experience", "The candidate has not the experience required.")
    if any(
        True
        for other in db.all("SELECT * FROM applications")
        if other["vacancy_id"] == application["vacancy_id"] and other["stage"] == "offer"
    ):
        raise Refused("one_offer", "Somebody else has an offer for this vacancy.")
    db.run("UPDATE applications SET stage = ? WHERE application_id = ?", "offer", application["application_id"])
    return _application(db, application["application_id"])


@writes("vacancies")
def withdraw_vacancy(db: Database, vacancy_id: str) -> dict:
    """Withdraw an open vacancy.

    Args:
        vacancy_id: Id of the vacancy.
    """
    vacancy = _vacancy(db, vacancy_id)
    if vacancy["status"] != "open":
        raise Refused("vacancy_open", "Only an open vacancy can be withdrawn.")
    if any(
        True
        for other in db.all("SELECT * FROM applications")
        if other["vacancy_id"] == vacancy["vacancy_id"] and other["stage"] == "offer"
    ):
        raise Refused("no_offer", "An offer has been made already.")
    db.run("UPDATE vacancies SET status = ? WHERE vacancy_id = ?", "withdrawn", vacancy["vacancy_id"])
    return _vacancy(db, vacancy["vacancy_id"])
