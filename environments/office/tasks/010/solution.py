def solve(tools):
    try:
        tools.plan_meeting(organiser_id="PE-0017", room_id="RM-0008", about="training", on_day="2026-01-25", at="13:00")
    except tools.Refused:
        tools.cancel_meeting(meeting_id="ME-0022")
    try:
        tools.invite(meeting_id="ME-0026", person_id="PE-0016")
    except tools.Refused:
        tools.move_meeting(meeting_id="ME-0042", room_id="RM-0010")
