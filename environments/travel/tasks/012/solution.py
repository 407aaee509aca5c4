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
    travellers = every(tools.search_travellers, card="silver")
    travellers.sort(key=lambda one: one["budget"])
    for one in travellers:
        try:
            tools.book_ride(train_id="TR-0052", travelling="2026-05-07", traveller_id=one["traveller_id"])
        except tools.Refused:
            continue
        break
