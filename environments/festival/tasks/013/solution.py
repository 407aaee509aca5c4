def solve(tools):
    try:
        tools.cancel_screening(screening_id="SG-0069")
    except tools.Refused:
        tools.schedule_screening(film_id="FI-0010", screen_id="SN-0007", on_day="2026-08-25", at="20:00", entry=6)
    try:
        tools.cancel_screening(screening_id="SG-0045")
    except tools.Refused:
        tools.cancel_screening(screening_id="SG-0023")
