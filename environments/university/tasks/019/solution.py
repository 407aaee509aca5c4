def solve(tools):
    student = tools.get_student(student_id="ST-0057")
    courses = tools.list_courses_of_department(department_id=student["department_id"])
    numbers = [one["credits"] for one in courses]
    return round(sum(numbers) / len(numbers), 2)
