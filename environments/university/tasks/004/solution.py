def solve(tools):
    department = next(one for one in tools.search_departments(name="History")["items"] if one["name"] == "History")
    students = tools.list_students_of_department(department_id=department["department_id"])
    return sum(one["dues"] for one in students)
