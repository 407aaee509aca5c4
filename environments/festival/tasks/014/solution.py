def solve(tools):
    try:
        tools.cancel_screening(screening_id="SG-0031")
    except tools.Refused:
        tools.schedule_screening(film_id="FI-0045", screen_id="SN-0002", on_day="2026-08-26", at="22:30", entry=12)
    try:
        tools.cast_vote(juror_id="JU-0002", film_id="FI-0022", given=11)
    except tools.Refused:
        tools.refund_ticket(ticket_id="TI-0086")
