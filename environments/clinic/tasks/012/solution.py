def solve(tools):
    admission = tools.get_admission(admission_id="AD-0030")
    prescriptions = tools.list_prescriptions_of_patient(patient_id=admission["patient_id"])
    prescription = max(prescriptions, key=lambda one: one["issued"])
    return prescription["prescription_id"]
