def solve(tools):
    tools.prescribe(doctor_id="DR-0011", patient_id="PA-0037", drug_id="RX-0016", milligrams=200)
    tools.stop_prescription(prescription_id="PR-0002")
