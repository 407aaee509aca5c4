def solve(tools):
    department = tools.get_department(department_id="DE-0003")
    return department["name"]
