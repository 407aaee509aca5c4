def solve(tools):
    admission = tools.get_admission(admission_id="AD-0064")
    admissions = tools.list_admissions_of_ward(ward_id=admission["ward_id"])
    admissions = [one for one in admissions if one["discharged"] is not None]
    admission_2 = min(admissions, key=lambda one: one["discharged"])
    patient = tools.get_patient(patient_id=admission_2["patient_id"])
    return patient["name"]
