def solve(tools):
    number = tools.search_doctors(level="consultant")["total"]
    prescription = tools.get_prescription(prescription_id="PR-0080")
    if number > 6:
        tools.cancel_appointment(appointment_id="AP-0165")
    else:
        tools.prescribe(doctor_id=prescription["doctor_id"], patient_id="PA-0034", drug_id="RX-0004", milligrams=180)
