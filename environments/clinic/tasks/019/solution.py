def solve(tools):
    number = tools.search_doctors(level="consultant")["total"]
    prescription = tools.get_prescription(prescription_id="PR-0080")
    prescription_2 = tools.get_prescription(prescription_id="PR-0064")
    if number > 6:
        tools.cancel_appointment(appointment_id="AP-0165")
    else:
        tools.prescribe(
            doctor_id=prescription["doctor_id"], patient_id="PA-0034", drug_id=prescription_2["drug_id"], milligrams=180
        )
