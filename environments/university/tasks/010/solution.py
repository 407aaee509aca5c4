def solve(tools):
    enrolments = tools.find_enrolments_by_student_degree(degree="bachelor")
    enrolments = [one for one in enrolments if one["status"] == "passed"]
    return len(enrolments)
