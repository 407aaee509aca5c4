from itertools import combinations


def solve(tools):
    employee = next(one for one in tools.search_employees(name="Rosa Khan")["items"] if one["name"] == "Rosa Khan")
    employees = tools.list_employees_of_manager(manager_id=employee["employee_id"])
    sets = [chosen for chosen in combinations(employees, 3) if sum(one["leave_left"] for one in chosen) <= 45]
    best = max(sets, key=lambda chosen: sum(one["salary"] for one in chosen))
    return sorted(one["employee_id"] for one in best)
