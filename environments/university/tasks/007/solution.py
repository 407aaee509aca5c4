from itertools import combinations


def solve(tools):
    students = tools.list_students_of_department(department_id="D-0004")
    sets = [chosen for chosen in combinations(students, 3) if len({one["degree"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["dues"] for one in chosen))
    return sorted(one["student_id"] for one in best)
