def solve(tools):
    pay_grade = next(one for one in tools.search_grades(name="Grade D")["items"] if one["name"] == "Grade D")
    employees = tools.list_employees_of_grade(grade_id=pay_grade["grade_id"])
    employees = [one for one in employees if one["contract"] == "fixed-term" and one["leave_left"] >= 9]
    employee = min(employees, key=lambda one: one["leave_left"])
    tools.request_leave(employee_id=employee["employee_id"], starting="2026-04-10", length_wanted=4)
    tools.raise_salary(employee_id="E-0037", extra=200)
