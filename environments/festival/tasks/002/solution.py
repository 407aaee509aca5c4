def solve(tools):
    try:
        tools.sell_ticket(visitor_id="VI-0023", screening_id="SG-0078")
    except tools.Refused:
        tools.cancel_screening(screening_id="SG-0058")
    try:
        tools.refund_ticket(ticket_id="TI-0153")
    except tools.Refused:
        tools.cancel_screening(screening_id="SG-0006")
    try:
        tools.refund_ticket(ticket_id="TI-0199")
    except tools.Refused:
        tools.refund_ticket(ticket_id="TI-0165")
    try:
        tools.schedule_screening(film_id="FI-0035", screen_id="SN-0013", on_day="2026-08-24", at="20:00", entry=18)
    except tools.Refused:
        tools.refund_ticket(ticket_id="TI-0159")
