def solve(tools):
    admissions = tools.list_admissions_of_patient(patient_id="PA-0025")
    return sorted(one["admission_id"] for one in admissions)
