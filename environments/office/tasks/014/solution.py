def solve(tools):
    try:
        tools.move_meeting(meeting_id="ME-0076", room_id="RM-0003")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0017", room_id="RM-0005", about="review", on_day="2026-01-20", at="17:00")
    try:
        tools.cancel_meeting(meeting_id="ME-0027")
    except tools.Refused:
        tools.invite(meeting_id="ME-0013", person_id="PE-0027")
