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
    claim = tools.get_claim(claim_id="CL-0011")
    tools.file_claim(policy_id=claim["policy_id"], reason="hail", on_day="2026-07-05", asked_sum=1200)
    vehicles = every(tools.search_vehicles)
    vehicles = [one for one in vehicles if one["built"] <= 2015]
    return len(vehicles)
