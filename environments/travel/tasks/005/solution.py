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
    cities = every(tools.search_cities)
    cities = [one for one in cities if one["tax"] <= 5]
    travellers = [one for parent in cities for one in tools.list_travellers_of_city(city_id=parent["city_id"])]
    travellers = [one for one in travellers if one["card"] == "basic"]
    sets = [chosen for chosen in combinations(travellers, 3) if len({one["city_id"] for one in chosen}) == 3]
    best = min(sets, key=lambda chosen: sum(one["budget"] for one in chosen))
    return sorted(one["traveller_id"] for one in best)
