def solve(tools):
    patient = tools.get_patient(patient_id="PA-0005")
    return patient["name"]
