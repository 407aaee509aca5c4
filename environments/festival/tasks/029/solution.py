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
    ticket = tools.get_ticket(ticket_id="TI-0010")
    screening = tools.get_screening(screening_id=ticket["screening_id"])
    screenings = tools.list_screenings_of_screen(screen_id=screening["screen_id"])
    screenings = [one for one in screenings if one["hour"] != "14:00"]
    tickets = every(tools.search_tickets, status="refunded")
    screenings = [one for one in screenings if one["screening_id"] not in {other["screening_id"] for other in tickets}]
    return sorted(one["screening_id"] for one in screenings)
