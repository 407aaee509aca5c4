def solve(tools):
    lecturers = tools.list_lecturers_of_department(department_id="D-0003")
    lecturers = [one for one in lecturers if one["load_limit"] >= 2 and one["position"] == "associate"]
    numbers = [one["load_limit"] for one in lecturers]
    return round(sum(numbers) / len(numbers), 2)
