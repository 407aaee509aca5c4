def solve(tools):
    tools.discharge_patient(admission_id="AD-0014")
    try:
        tools.prescribe(doctor_id="DR-0018", patient_id="PA-0027", drug_id="RX-0001", milligrams=140)
    except tools.Refused:
        tools.cancel_appointment(appointment_id="AP-0165")
