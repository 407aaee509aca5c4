def solve(tools):
    try:
        tools.schedule_screening(film_id="FI-0011", screen_id="SN-0002", on_day="2026-08-28", at="14:00", entry=6)
    except tools.Refused:
        tools.schedule_screening(film_id="FI-0034", screen_id="SN-0002", on_day="2026-08-26", at="22:30", entry=7)
    try:
        tools.cancel_screening(screening_id="SG-0045")
    except tools.Refused:
        tools.refund_ticket(ticket_id="TI-0148")
