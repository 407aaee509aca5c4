def solve(tools):
    try:
        tools.cancel_appointment(appointment_id="AP-0046")
    except tools.Refused:
        tools.stop_prescription(prescription_id="PR-0011")
    try:
        tools.prescribe(doctor_id="DR-0011", patient_id="PA-0052", drug_id="RX-0024", milligrams=100)
    except tools.Refused:
        tools.prescribe(doctor_id="DR-0006", patient_id="PA-0033", drug_id="RX-0012", milligrams=120)
