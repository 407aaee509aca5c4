def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    doctor = next(one for one in tools.search_doctors(name="Esther Moser")["items"] if one["name"] == "Esther Moser")
    prescriptions = tools.list_prescriptions_of_doctor(doctor_id=doctor["doctor_id"])
    prescriptions.sort(key=lambda one: one["dose"], reverse=True)
    for one in prescriptions:
        try:
            tools.stop_prescription(prescription_id=one["prescription_id"])
        except tools.Refused:
            continue
        done = one["prescription_id"]
        break
    patients = every(tools.search_patients)
    patients = [one for one in patients if one["born"] >= "1998-09-16"]
    patients.sort(key=lambda one: one["born"])
    for one in patients:
        try:
            tools.book_appointment(doctor_id="DR-0009", on_day="2026-04-16", at="15:30", patient_id=one["patient_id"])
        except tools.Refused:
            continue
        done = one["patient_id"]
        break
    return done
