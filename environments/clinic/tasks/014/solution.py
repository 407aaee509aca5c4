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
    patients = [one for one in patients if one["balance"] >= 171]
    patients.sort(key=lambda one: one["born"], reverse=True)
    for one in patients:
        try:
            tools.admit_patient(ward_id="WA-0002", patient_id=one["patient_id"])
        except tools.Refused:
            continue
        done = one["patient_id"]
        break
    return done
