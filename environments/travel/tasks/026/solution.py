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
    tools.cancel_stay(stay_id="ST-0064")
    ride = tools.get_ride(ride_id="RI-0030")
    rides = tools.list_rides_of_traveller(traveller_id=ride["traveller_id"])
    ride_2 = max(rides, key=lambda one: one["day"])
    tools.cancel_ride(ride_id=ride_2["ride_id"])
    sights = every(tools.search_sights)
    sights = [one for one in sights if one["ticket"] >= 27]
    return len(sights)
