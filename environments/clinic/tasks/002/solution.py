def solve(tools):
    try:
        tools.book_appointment(patient_id="PA-0009", doctor_id="DR-0004", on_day="2026-04-15", at="10:00")
    except tools.Refused:
        tools.prescribe(doctor_id="DR-0012", patient_id="PA-0034", drug_id="RX-0023", milligrams=240)
    try:
        tools.cancel_appointment(appointment_id="AP-0118")
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0044", doctor_id="DR-0009", on_day="2026-04-27", at="10:00")
    try:
        tools.cancel_appointment(appointment_id="AP-0046")
    except tools.Refused:
        tools.discharge_patient(admission_id="AD-0027")
    try:
        tools.prescribe(doctor_id="DR-0002", patient_id="PA-0054", drug_id="RX-0025", milligrams=240)
    except tools.Refused:
        tools.discharge_patient(admission_id="AD-0060")
