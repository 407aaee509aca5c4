def solve(tools):
    message = tools.get_message(message_id="MS-0133")
    meeting = tools.get_meeting(meeting_id="ME-0044")
    tools.plan_meeting(
        organiser_id=message["sender_id"], room_id=meeting["room_id"], about="training", on_day="2026-01-31", at="11:00"
    )
    return tools.search_meetings(topic="planning")["total"]
