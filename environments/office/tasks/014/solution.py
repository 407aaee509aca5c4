def solve(tools):
    try:
        tools.move_meeting(meeting_id="ME-0064", room_id="RM-0007")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0021", room_id="RM-0008", about="review", on_day="2026-01-29", at="11:00")
    try:
        tools.cancel_meeting(meeting_id="ME-0061")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0031")
