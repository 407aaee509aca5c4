def solve(tools):
    try:
        tools.schedule_screening(film_id="FI-0004", screen_id="SN-0003", on_day="2026-08-25", at="22:30", entry=22)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0001", film_id="FI-0033", given=8)
    try:
        tools.schedule_screening(film_id="FI-0022", screen_id="SN-0001", on_day="2026-08-26", at="14:00", entry=6)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0008", film_id="FI-0021", given=2)
    try:
        tools.schedule_screening(film_id="FI-0033", screen_id="SN-0005", on_day="2026-08-26", at="22:30", entry=9)
    except tools.Refused:
        tools.cancel_screening(screening_id="SG-0078")
    try:
        tools.schedule_screening(film_id="FI-0001", screen_id="SN-0012", on_day="2026-08-29", at="14:00", entry=20)
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0017")
