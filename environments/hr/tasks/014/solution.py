def solve(tools):
    employees = tools.list_employees_of_manager(manager_id="E-0009")
    employees = [one for one in employees if one["contract"] == "fixed-term"]
    for one in employees:
        try:
            tools.raise_salary(extra=100, employee_id=one["employee_id"])
        except tools.Refused:
            pass
