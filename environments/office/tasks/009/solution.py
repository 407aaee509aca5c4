def solve(tools):
    try:
        tools.plan_meeting(organiser_id="PE-0018", room_id="RM-0004", about="training", on_day="2026-01-20", at="11:00")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0069", room_id="RM-0009")
    try:
        tools.plan_meeting(organiser_id="PE-0007", room_id="RM-0007", about="training", on_day="2026-01-20", at="13:00")
    except tools.Refused:
        tools.invite(meeting_id="ME-0071", person_id="PE-0014")
