def solve(tools):
    admission = tools.get_admission(admission_id="AD-0004")
    ward = tools.get_ward(ward_id=admission["ward_id"])
    doctors = tools.list_doctors_of_department(department_id=ward["department_id"])
    doctors = [one for one in doctors if one["level"] == "specialist"]
    numbers = [one["fee"] for one in doctors]
    return round(sum(numbers) / len(numbers), 2)
