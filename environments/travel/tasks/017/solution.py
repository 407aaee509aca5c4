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
    stays = every(tools.search_stays)
    stays = [one for one in stays if one["arrival"] <= "2026-04-14"]
    number = sum(one["total"] for one in stays)
    if number > 23524:
        tools.book_stay(traveller_id="TV-0024", hotel_id="HO-0011", arriving="2026-05-17", length=4)
    else:
        tools.change_hotel(stay_id="ST-0043", hotel_id="HO-0028")
    sights = every(tools.search_sights)
    sights = [one for one in sights if one["ticket"] >= 26]
    number = len(sights)
    if number > 24:
        tools.change_hotel(stay_id="ST-0086", hotel_id="HO-0020")
    else:
        tools.change_hotel(stay_id="ST-0065", hotel_id="HO-0047")
