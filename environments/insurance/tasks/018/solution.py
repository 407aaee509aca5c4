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
    policies = every(tools.search_policies, cover="full")
    policies = [one for one in policies if one["premium"] <= 1040]
    policies.sort(key=lambda one: one["starts"])
    for one in policies:
        try:
            tools.cancel_policy(policy_id=one["policy_id"])
        except tools.Refused:
            continue
        done = one["policy_id"]
        break
    return done
