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
    prescriptions = every(tools.search_prescriptions)
    prescriptions = [one for one in prescriptions if one["dose"] <= 90 and one["issued"] >= "2026-04-03"]
    for one in prescriptions:
        try:
            tools.stop_prescription(prescription_id=one["prescription_id"])
        except tools.Refused:
            pass
