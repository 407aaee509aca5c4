def solve(tools):
    try:
        tools.book_appointment(patient_id="PA-0020", doctor_id="DR-0004", on_day="2026-04-30", at="08:30")
    except tools.Refused:
        tools.prescribe(doctor_id="DR-0011", patient_id="PA-0035", drug_id="RX-0020", milligrams=280)
    try:
        tools.book_appointment(patient_id="PA-0031", doctor_id="DR-0012", on_day="2026-04-17", at="08:30")
    except tools.Refused:
        tools.stop_prescription(prescription_id="PR-0002")
