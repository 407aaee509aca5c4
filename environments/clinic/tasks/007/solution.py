def solve(tools):
    prescription = tools.get_prescription(prescription_id="PR-0084")
    patient = tools.get_patient(patient_id=prescription["patient_id"])
    return patient["born"]
