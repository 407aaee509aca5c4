def solve(tools):
    try:
        tools.cast_vote(juror_id="JU-0003", film_id="FI-0024", given=6)
    except tools.Refused:
        tools.sell_ticket(visitor_id="VI-0019", screening_id="SG-0031")
    try:
        tools.cast_vote(juror_id="JU-0007", film_id="FI-0033", given=3)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0002", film_id="FI-0048", given=9)
    try:
        tools.cast_vote(juror_id="JU-0003", film_id="FI-0021", given=10)
    except tools.Refused:
        tools.withdraw_vote(vote_id="VO-0020")
    try:
        tools.withdraw_vote(vote_id="VO-0026")
    except tools.Refused:
        tools.schedule_screening(film_id="FI-0044", screen_id="SN-0006", on_day="2026-08-31", at="20:00", entry=10)
