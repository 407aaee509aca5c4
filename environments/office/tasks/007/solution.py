def solve(tools):
    meeting = tools.get_meeting(meeting_id="ME-0012")
    tools.plan_meeting(
        organiser_id="PE-0015", room_id=meeting["room_id"], about="planning", on_day="2026-01-25", at="15:00"
    )
