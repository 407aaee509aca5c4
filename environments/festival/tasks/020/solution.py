def solve(tools):
    try:
        tools.schedule_screening(film_id="FI-0033", screen_id="SN-0003", on_day="2026-08-24", at="20:00", entry=8)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0001", film_id="FI-0033", given=6)
    try:
        tools.schedule_screening(film_id="FI-0033", screen_id="SN-0008", on_day="2026-08-27", at="20:00", entry=22)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0008", film_id="FI-0033", given=9)
