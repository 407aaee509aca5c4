def solve(tools):
    try:
        tools.plan_meeting(organiser_id="PE-0021", room_id="RM-0006", about="training", on_day="2026-01-31", at="15:00")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0052")
    try:
        tools.plan_meeting(organiser_id="PE-0019", room_id="RM-0009", about="review", on_day="2026-01-27", at="11:00")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0072", room_id="RM-0003")
