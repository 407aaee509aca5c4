def solve(tools):
    try:
        tools.book_appointment(patient_id="PA-0013", doctor_id="DR-0016", on_day="2026-04-20", at="11:30")
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0043", doctor_id="DR-0016", on_day="2026-04-23", at="11:30")
    try:
        tools.book_appointment(patient_id="PA-0054", doctor_id="DR-0009", on_day="2026-04-18", at="15:30")
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0017", doctor_id="DR-0009", on_day="2026-04-25", at="15:30")
