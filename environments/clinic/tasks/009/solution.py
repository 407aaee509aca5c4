def solve(tools):
    doctors = tools.list_doctors_of_department(department_id="DE-0003")
    numbers = [one["fee"] for one in doctors]
    return round(sum(numbers) / len(numbers), 2)
