def solve(tools):
    try:
        tools.schedule_screening(film_id="FI-0018", screen_id="SN-0011", on_day="2026-08-28", at="22:30", entry=19)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0007", film_id="FI-0021", given=4)
    try:
        tools.schedule_screening(film_id="FI-0046", screen_id="SN-0009", on_day="2026-08-26", at="22:30", entry=8)
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0040")
