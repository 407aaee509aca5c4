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
    claims = every(tools.search_claims, cause="theft")
    for one in claims:
        try:
            tools.write_report(assessor_id="AS-0003", found_sum=1800, claim_id=one["claim_id"])
        except tools.Refused:
            pass
