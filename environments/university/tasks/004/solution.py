def solve(tools):
    enrolments = tools.list_enrolments_of_student(student_id="ST-0020")
    return sorted(one["enrolment_id"] for one in enrolments)
