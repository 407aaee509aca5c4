def solve(tools):
    tools.book_appointment(patient_id="PA-0060", doctor_id="DR-0012", on_day="2026-04-21", at="08:30")
