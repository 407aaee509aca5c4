def solve(tools):
    try:
        tools.schedule_screening(film_id="FI-0041", screen_id="SN-0004", on_day="2026-08-27", at="17:00", entry=21)
    except tools.Refused:
        tools.sell_ticket(visitor_id="VI-0019", screening_id="SG-0031")
    try:
        tools.schedule_screening(film_id="FI-0044", screen_id="SN-0004", on_day="2026-08-30", at="20:00", entry=17)
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0004")
