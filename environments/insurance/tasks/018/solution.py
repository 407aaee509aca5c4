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
    report = tools.get_report(report_id="RP-0062")
    try:
        tools.choose_garage(claim_id="CL-0044", garage_id="GA-0008")
    except tools.Refused:
        tools.accept_claim(claim_id=report["claim_id"])
    vehicles = every(tools.search_vehicles)
    vehicles = [one for one in vehicles if one["worth"] >= 16500]
    return sum(one["worth"] for one in vehicles)
