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
    policies = every(tools.search_policies, cover="partial")
    policies = [one for one in policies if one["premium"] >= 560]
    claims = every(tools.search_claims, cause="hail")
    policies = [one for one in policies if one["policy_id"] not in {other["policy_id"] for other in claims}]
    numbers = [one["excess"] for one in policies]
    return round(sum(numbers) / len(numbers), 2)
