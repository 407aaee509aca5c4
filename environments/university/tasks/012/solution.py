def solve(tools):
    student = tools.get_student(student_id="ST-0057")
    department = tools.get_department(department_id=student["department_id"])
    return department["budget"]
