def solve(tools):
    try:
        tools.cast_vote(juror_id="JU-0001", film_id="FI-0018", given=1)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0008", film_id="FI-0018", given=8)
    try:
        tools.cast_vote(juror_id="JU-0003", film_id="FI-0021", given=8)
    except tools.Refused:
        tools.cast_vote(juror_id="JU-0003", film_id="FI-0033", given=4)
