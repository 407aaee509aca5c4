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
    parcels = every(tools.search_parcels, status="delivered")
    parcels = [one for one in parcels if one["weight"] <= 75]
    sets = [chosen for chosen in combinations(parcels, 2) if len({one["destination_id"] for one in chosen}) == 2]
    best = max(sets, key=lambda chosen: sum(one["weight"] for one in chosen))
    return sorted(one["parcel_id"] for one in best)
