def solve(tools):
    student = next(one for one in tools.search_students(name="Katya Kaya")["items"] if one["name"] == "Katya Kaya")
    enrolments = tools.list_enrolments_of_student(student_id=student["student_id"])
    for one in enrolments:
        try:
            tools.grade_enrolment(reached=85, enrolment_id=one["enrolment_id"])
        except tools.Refused:
            pass
