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
    ticket = tools.get_ticket(ticket_id="TI-0226")
    screening = tools.get_screening(screening_id=ticket["screening_id"])
    screens = every(tools.search_screens, format="35 mm")
    screens.sort(key=lambda one: one["seats"])
    for one in screens:
        try:
            tools.schedule_screening(
                film_id=screening["film_id"], on_day="2026-08-29", at="17:00", entry=20, screen_id=one["screen_id"]
            )
        except tools.Refused:
            continue
        break
