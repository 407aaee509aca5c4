def solve(tools):
    try:
        tools.prescribe(doctor_id="DR-0007", patient_id="PA-0012", drug_id="RX-0014", milligrams=160)
    except tools.Refused:
        tools.discharge_patient(admission_id="AD-0004")
    try:
        tools.stop_prescription(prescription_id="PR-0048")
    except tools.Refused:
        tools.admit_patient(patient_id="PA-0041", ward_id="WA-0001")
