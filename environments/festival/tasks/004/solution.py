def solve(tools):
    cinema = next(one for one in tools.search_cinemas(name="Lumen")["items"] if one["name"] == "Lumen")
    screens = tools.list_screens_of_cinema(cinema_id=cinema["cinema_id"])
    number = sum(one["seats"] for one in screens)
    if number > 33:
        tools.cancel_screening(screening_id="SG-0071")
    else:
        tools.sell_ticket(visitor_id="VI-0012", screening_id="SG-0020")
