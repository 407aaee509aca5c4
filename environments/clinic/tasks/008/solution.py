def solve(tools):
    tools.discharge_patient(admission_id="AD-0014")
    prescription = tools.get_prescription(prescription_id="PR-0018")
    try:
        tools.prescribe(doctor_id="DR-0018", patient_id=prescription["patient_id"], drug_id="RX-0001", milligrams=140)
    except tools.Refused:
        tools.cancel_appointment(appointment_id="AP-0165")
