def solve(tools):
    leave_request = tools.get_leave_request(leave_id="LV-0033")
    employee = tools.get_employee(employee_id=leave_request["employee_id"])
    employees = tools.list_employees_of_unit(unit_id=employee["unit_id"])
    employees = [one for one in employees if one["manager_id"] == "E-0012"]
    numbers = [one["salary"] for one in employees]
    return round(sum(numbers) / len(numbers), 2)
