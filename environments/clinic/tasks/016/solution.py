def solve(tools):
    try:
        tools.book_appointment(patient_id="PA-0048", doctor_id="DR-0014", on_day="2026-04-28", at="11:30")
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0048", doctor_id="DR-0021", on_day="2026-04-16", at="11:30")
    try:
        tools.book_appointment(patient_id="PA-0048", doctor_id="DR-0008", on_day="2026-04-26", at="11:30")
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0043", doctor_id="DR-0008", on_day="2026-04-18", at="14:00")
