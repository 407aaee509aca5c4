from itertools import combinations


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
    claims = every(tools.search_claims, cause="hail", status="open")
    claims = [one for one in claims if one["happened"] <= "2026-05-15"]
    sets = [chosen for chosen in combinations(claims, 3) if len({one["policy_id"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["amount"] for one in chosen))
    return sorted(one["claim_id"] for one in best)
