def solve(tools):
    try:
        tools.prescribe(doctor_id="DR-0003", patient_id="PA-0043", drug_id="RX-0022", milligrams=140)
    except tools.Refused:
        tools.prescribe(doctor_id="DR-0003", patient_id="PA-0042", drug_id="RX-0019", milligrams=100)
    try:
        tools.prescribe(doctor_id="DR-0006", patient_id="PA-0005", drug_id="RX-0020", milligrams=120)
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0041", doctor_id="DR-0006", on_day="2026-04-16", at="11:30")
