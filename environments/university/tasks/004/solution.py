def solve(tools):
    lecturers = tools.list_lecturers_of_department(department_id="D-0003")
    lecturers = [one for one in lecturers if one["load_limit"] >= 2]
    return sorted(one["lecturer_id"] for one in lecturers)
