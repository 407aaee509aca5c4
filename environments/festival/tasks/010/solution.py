def solve(tools):
    try:
        tools.refund_ticket(ticket_id="TI-0020")
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0055")
    try:
        tools.schedule_screening(film_id="FI-0011", screen_id="SN-0002", on_day="2026-08-24", at="14:00", entry=21)
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0040")
