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
    stay = tools.get_stay(stay_id="ST-0093")
    cities = every(tools.search_cities)
    cities = [one for one in cities if one["tax"] <= 3]
    travellers = [one for parent in cities for one in tools.list_travellers_of_city(city_id=parent["city_id"])]
    travellers = [one for one in travellers if one["budget"] <= 130]
    for one in travellers:
        try:
            tools.book_stay(
                hotel_id=stay["hotel_id"], arriving="2026-05-20", length=1, traveller_id=one["traveller_id"]
            )
        except tools.Refused:
            pass
    stays = every(tools.search_stays)
    stays = [one for one in stays if one["nights"] >= 3]
    stay_2 = min(stays, key=lambda one: one["arrival"])
    return stay_2["stay_id"]
