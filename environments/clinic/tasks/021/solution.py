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
    drugs = every(tools.search_drugs)
    drugs = [one for one in drugs if one["daily_limit"] <= 560 and one["price"] <= 5]
    sets = [chosen for chosen in combinations(drugs, 4) if len({one["family"] for one in chosen}) == 4]
    best = max(sets, key=lambda chosen: sum(one["price"] for one in chosen))
    return sorted(one["drug_id"] for one in best)
