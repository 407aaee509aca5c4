def solve(tools):
    try:
        tools.book_appointment(patient_id="PA-0022", doctor_id="DR-0005", on_day="2026-04-26", at="14:00")
    except tools.Refused:
        tools.prescribe(doctor_id="DR-0012", patient_id="PA-0034", drug_id="RX-0023", milligrams=240)
    try:
        tools.book_appointment(patient_id="PA-0054", doctor_id="DR-0004", on_day="2026-04-18", at="14:00")
    except tools.Refused:
        tools.discharge_patient(admission_id="AD-0025")
