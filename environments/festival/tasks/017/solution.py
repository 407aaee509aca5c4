def solve(tools):
    screenings = tools.list_screenings_of_screen(screen_id="SN-0006")
    for one in screenings:
        try:
            tools.cancel_screening(screening_id=one["screening_id"])
        except tools.Refused:
            pass
