def solve(tools):
    employee = next(one for one in tools.search_employees(name="Kaito Patel")["items"] if one["name"] == "Kaito Patel")
    employees = tools.list_employees_of_manager(manager_id=employee["employee_id"])
    employees = [one for one in employees if one["contract"] == "fixed-term"]
    employee_2 = max(employees, key=lambda one: one["hired"])
    try:
        tools.approve_leave(leave_id="LV-0019", employee_id=employee_2["employee_id"])
    except tools.Refused:
        tools.request_leave(employee_id=employee_2["employee_id"], starting="2026-04-25", length_wanted=1)
    try:
        tools.approve_leave(leave_id="LV-0083", employee_id="E-0011")
    except tools.Refused:
        tools.request_leave(employee_id="E-0011", starting="2026-03-26", length_wanted=1)
