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
    vote = tools.get_vote(vote_id="VO-0019")
    tools.cast_vote(juror_id="JU-0008", film_id=vote["film_id"], given=10)
    films = every(tools.search_films)
    films = [one for one in films if one["fee"] <= 550]
    screenings = [one for parent in films for one in tools.list_screenings_of_film(film_id=parent["film_id"])]
    number = len(screenings)
    if number > 61:
        tools.schedule_screening(film_id="FI-0044", screen_id="SN-0013", on_day="2026-09-01", at="20:00", entry=6)
    else:
        tools.sell_ticket(visitor_id="VI-0021", screening_id="SG-0071")
