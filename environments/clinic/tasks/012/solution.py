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
    patients = every(tools.search_patients)
    patients = [one for one in patients if one["balance"] <= 107]
    allergies = every(tools.search_allergies)
    allergies = [one for one in allergies if one["severity"] != "mild"]
    patients = [one for one in patients if one["patient_id"] in {other["patient_id"] for other in allergies}]
    for one in patients:
        try:
            tools.prescribe(doctor_id="DR-0013", drug_id="RX-0002", milligrams=280, patient_id=one["patient_id"])
        except tools.Refused:
            pass
