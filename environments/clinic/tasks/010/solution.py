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
    prescriptions = every(tools.search_prescriptions, status="stopped")
    prescription = max(prescriptions, key=lambda one: one["dose"])
    return prescription["doctor_id"]
