def solve(tools):
    doctor = next(one for one in tools.search_doctors(name="Esther Moser")["items"] if one["name"] == "Esther Moser")
    prescriptions = tools.list_prescriptions_of_doctor(doctor_id=doctor["doctor_id"])
    prescriptions.sort(key=lambda one: one["dose"], reverse=True)
    for one in prescriptions:
        try:
            tools.stop_prescription(prescription_id=one["prescription_id"])
        except tools.Refused:
            continue
        break
    tools.book_appointment(patient_id="PA-0058", doctor_id="DR-0009", on_day="2026-04-16", at="15:30")
