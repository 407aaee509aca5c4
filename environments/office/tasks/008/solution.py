def solve(tools):
    try:
        tools.plan_meeting(organiser_id="PE-0028", room_id="RM-0002", about="training", on_day="2026-01-19", at="17:00")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0014", room_id="RM-0008", about="planning", on_day="2026-01-29", at="17:00")
    try:
        tools.plan_meeting(organiser_id="PE-0009", room_id="RM-0006", about="planning", on_day="2026-01-27", at="11:00")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0082", room_id="RM-0004")
