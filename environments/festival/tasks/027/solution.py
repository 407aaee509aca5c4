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
    screenings = every(tools.search_screenings)
    screenings = [one for one in screenings if one["day"] >= "2026-08-23" and one["price"] <= 13]
    number = sum(one["price"] for one in screenings)
    ticket = tools.get_ticket(ticket_id="TI-0045")
    screening = tools.get_screening(screening_id=ticket["screening_id"])
    if number > 432:
        tools.withdraw_vote(vote_id="VO-0006")
    else:
        tools.cast_vote(juror_id="JU-0006", film_id=screening["film_id"], given=2)
    directors = every(tools.search_directors)
    directors = [one for one in directors if one["country"] != "France"]
    director = min(directors, key=lambda one: one["born"])
    return director["director_id"]
