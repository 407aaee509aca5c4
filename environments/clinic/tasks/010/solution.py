def solve(tools):
    try:
        tools.book_appointment(patient_id="PA-0046", doctor_id="DR-0002", on_day="2026-04-14", at="14:00")
    except tools.Refused:
        tools.admit_patient(patient_id="PA-0044", ward_id="WA-0006")
    try:
        tools.cancel_appointment(appointment_id="AP-0122")
    except tools.Refused:
        tools.stop_prescription(prescription_id="PR-0060")
