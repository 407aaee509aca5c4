def solve(tools):
    try:
        tools.admit_patient(patient_id="PA-0012", ward_id="WA-0004")
    except tools.Refused:
        tools.stop_prescription(prescription_id="PR-0011")
    try:
        tools.admit_patient(patient_id="PA-0021", ward_id="WA-0004")
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0052", doctor_id="DR-0020", on_day="2026-04-27", at="14:00")
    try:
        tools.discharge_patient(admission_id="AD-0042")
    except tools.Refused:
        tools.admit_patient(patient_id="PA-0001", ward_id="WA-0001")
    try:
        tools.discharge_patient(admission_id="AD-0066")
    except tools.Refused:
        tools.stop_prescription(prescription_id="PR-0075")
