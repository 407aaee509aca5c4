def solve(tools):
    admissions = tools.list_admissions_of_patient(patient_id="PA-0005")
    ward_of = {key: tools.get_ward(ward_id=key) for key in sorted({one["ward_id"] for one in admissions})}
    admissions = [one for one in admissions if ward_of[one["ward_id"]]["beds"] <= 2]
    return sorted(one["admission_id"] for one in admissions)
