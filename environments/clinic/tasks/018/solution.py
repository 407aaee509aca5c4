def solve(tools):
    try:
        tools.book_appointment(patient_id="PA-0009", doctor_id="DR-0020", on_day="2026-04-22", at="15:30")
    except tools.Refused:
        tools.admit_patient(patient_id="PA-0009", ward_id="WA-0001")
    try:
        tools.cancel_appointment(appointment_id="AP-0096")
    except tools.Refused:
        tools.discharge_patient(admission_id="AD-0004")
