def solve(tools):
    try:
        tools.prescribe(doctor_id="DR-0020", patient_id="PA-0016", drug_id="RX-0026", milligrams=240)
    except tools.Refused:
        tools.discharge_patient(admission_id="AD-0005")
    try:
        tools.prescribe(doctor_id="DR-0020", patient_id="PA-0044", drug_id="RX-0020", milligrams=60)
    except tools.Refused:
        tools.stop_prescription(prescription_id="PR-0081")
