def solve(tools):
    screenings = tools.list_screenings_of_screen(screen_id="SN-0003")
    screenings.sort(key=lambda one: one["price"])
    for one in screenings:
        try:
            tools.sell_ticket(visitor_id="VI-0028", screening_id=one["screening_id"])
        except tools.Refused:
            continue
        break
