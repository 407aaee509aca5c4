def solve(tools):
    employees = tools.list_employees_of_manager(manager_id="E-0007")
    return sum(one["salary"] for one in employees)
