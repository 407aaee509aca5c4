def solve(tools):
    meeting = tools.get_meeting(meeting_id="ME-0031")
    try:
        tools.plan_meeting(
            organiser_id=meeting["organiser_id"], room_id="RM-0001", about="training", on_day="2026-01-29", at="09:00"
        )
    except tools.Refused:
        tools.invite(meeting_id="ME-0033", person_id=meeting["organiser_id"])
    try:
        tools.invite(meeting_id="ME-0019", person_id="PE-0013")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0013", room_id="RM-0010", about="planning", on_day="2026-01-20", at="11:00")
