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
    tools.cancel_appointment(appointment_id="AP-0162")
    prescription = tools.get_prescription(prescription_id="PR-0043")
    patients = every(tools.search_patients, insurance="public")
    patients = [one for one in patients if one["balance"] <= 8]
    for one in patients:
        try:
            tools.prescribe(
                doctor_id="DR-0019", drug_id=prescription["drug_id"], milligrams=280, patient_id=one["patient_id"]
            )
        except tools.Refused:
            pass
