def solve(tools):
    appointment = tools.get_appointment(appointment_id="AP-0005")
    patient = tools.get_patient(patient_id=appointment["patient_id"])
    return patient["name"]
