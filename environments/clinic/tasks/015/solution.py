def solve(tools):
    try:
        tools.discharge_patient(admission_id="AD-0054")
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0047", doctor_id="DR-0018", on_day="2026-04-26", at="11:30")
    try:
        tools.discharge_patient(admission_id="AD-0067")
    except tools.Refused:
        tools.admit_patient(patient_id="PA-0059", ward_id="WA-0002")
