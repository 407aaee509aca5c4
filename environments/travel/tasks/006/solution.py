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
    hotels = every(tools.search_hotels, breakfast="extra")
    hotels = [one for one in hotels if one["price"] <= 167]
    sets = [chosen for chosen in combinations(hotels, 2) if sum(one["free_rooms"] for one in chosen) <= 4]
    best = max(sets, key=lambda chosen: sum(one["price"] for one in chosen))
    return sorted(one["hotel_id"] for one in best)
