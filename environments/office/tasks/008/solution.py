def solve(tools):
    try:
        tools.plan_meeting(organiser_id="PE-0027", room_id="RM-0001", about="training", on_day="2026-01-19", at="15:00")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0086", room_id="RM-0006")
    try:
        tools.plan_meeting(organiser_id="PE-0009", room_id="RM-0007", about="review", on_day="2026-01-20", at="17:00")
    except tools.Refused:
        tools.invite(meeting_id="ME-0068", person_id="PE-0015")
