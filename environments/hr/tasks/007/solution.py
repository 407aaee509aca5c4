from itertools import combinations


def solve(tools):
    pay_grade = next(one for one in tools.search_grades(name="Grade E")["items"] if one["name"] == "Grade E")
    employees = tools.list_employees_of_grade(grade_id=pay_grade["grade_id"])
    employees = [one for one in employees if one["hired"] <= "2025-05-02"]
    sets = [chosen for chosen in combinations(employees, 2) if sum(one["leave_left"] for one in chosen) <= 33]
    best = max(sets, key=lambda chosen: sum(one["salary"] for one in chosen))
    return sorted(one["employee_id"] for one in best)
