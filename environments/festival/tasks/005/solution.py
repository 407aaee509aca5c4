def solve(tools):
    try:
        tools.schedule_screening(film_id="FI-0017", screen_id="SN-0008", on_day="2026-08-29", at="22:30", entry=9)
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0007")
