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
    stay = tools.get_stay(stay_id="ST-0070")
    stays = tools.list_stays_of_hotel(hotel_id=stay["hotel_id"])
    stay_2 = max(stays, key=lambda one: one["arrival"])
    tools.cancel_stay(stay_id=stay_2["stay_id"])
    stays_2 = every(tools.search_stays, status="cancelled")
    stays_2.sort(key=lambda one: one["total"], reverse=True)
    for one in stays_2:
        try:
            tools.cancel_stay(stay_id=one["stay_id"])
        except tools.Refused:
            continue
        done = one["stay_id"]
        break
