def solve(tools):
    try:
        tools.sell_ticket(visitor_id="VI-0033", screening_id="SG-0064")
    except tools.Refused:
        tools.schedule_screening(film_id="FI-0039", screen_id="SN-0008", on_day="2026-08-30", at="14:00", entry=8)
    try:
        tools.sell_ticket(visitor_id="VI-0021", screening_id="SG-0079")
    except tools.Refused:
        tools.cancel_screening(screening_id="SG-0058")
