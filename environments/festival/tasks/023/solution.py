def solve(tools):
    try:
        tools.schedule_screening(film_id="FI-0023", screen_id="SN-0003", on_day="2026-08-25", at="14:00", entry=18)
    except tools.Refused:
        tools.schedule_screening(film_id="FI-0023", screen_id="SN-0010", on_day="2026-08-27", at="14:00", entry=10)
    screening = tools.get_screening(screening_id="SG-0001")
    try:
        tools.schedule_screening(
            film_id="FI-0026", screen_id=screening["screen_id"], on_day="2026-09-01", at="22:30", entry=19
        )
    except tools.Refused:
        tools.schedule_screening(film_id="FI-0026", screen_id="SN-0012", on_day="2026-08-28", at="14:00", entry=10)
