def solve(tools):
    try:
        tools.invite(meeting_id="ME-0059", person_id="PE-0001")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0020", room_id="RM-0009", about="review", on_day="2026-01-23", at="15:00")
    try:
        tools.invite(meeting_id="ME-0022", person_id="PE-0006")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0083", room_id="RM-0007")
