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
    hotel = next(one for one in tools.search_hotels(name="Castle Plaza")["items"] if one["name"] == "Castle Plaza")
    stays = tools.list_stays_of_hotel(hotel_id=hotel["hotel_id"])
    stay = max(stays, key=lambda one: one["arrival"])
    tools.cancel_stay(stay_id=stay["stay_id"])
    stays_2 = every(tools.search_stays, status="cancelled")
    stays_2.sort(key=lambda one: one["total"], reverse=True)
    for one in stays_2:
        try:
            tools.cancel_stay(stay_id=one["stay_id"])
        except tools.Refused:
            continue
        break
