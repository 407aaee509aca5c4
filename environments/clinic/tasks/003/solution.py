def solve(tools):
    doctors = tools.list_doctors_of_department(department_id="DE-0001")
    return sorted(one["doctor_id"] for one in doctors)
