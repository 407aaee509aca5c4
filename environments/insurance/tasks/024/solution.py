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
    report = tools.get_report(report_id="RP-0028")
    try:
        tools.cancel_policy(policy_id="PO-0085")
    except tools.Refused:
        tools.write_report(claim_id="CL-0086", assessor_id=report["assessor_id"], found_sum=3400)
    reports = every(tools.search_reports)
    reports = [one for one in reports if one["estimate"] <= 600 and one["written"] <= "2026-07-04"]
    numbers = [one["estimate"] for one in reports]
    return round(sum(numbers) / len(numbers), 2)
