def solve(tools):
    try:
        tools.prescribe(doctor_id="DR-0019", patient_id="PA-0053", drug_id="RX-0014", milligrams=20)
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0008", doctor_id="DR-0019", on_day="2026-04-15", at="08:30")
    prescription = tools.get_prescription(prescription_id="PR-0016")
    try:
        tools.admit_patient(patient_id="PA-0030", ward_id="WA-0009")
    except tools.Refused:
        tools.prescribe(doctor_id=prescription["doctor_id"], patient_id="PA-0030", drug_id="RX-0008", milligrams=280)
