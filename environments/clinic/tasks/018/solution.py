def solve(tools):
    admission = tools.get_admission(admission_id="AD-0059")
    admissions = tools.list_admissions_of_patient(patient_id=admission["patient_id"])
    admission_2 = min(admissions, key=lambda one: one["admitted"])
    return admission_2["patient_id"]
