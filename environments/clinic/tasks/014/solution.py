def solve(tools):
    try:
        tools.admit_patient(patient_id="PA-0058", ward_id="WA-0006")
    except tools.Refused:
        tools.cancel_appointment(appointment_id="AP-0140")
    try:
        tools.admit_patient(patient_id="PA-0044", ward_id="WA-0004")
    except tools.Refused:
        tools.cancel_appointment(appointment_id="AP-0141")
