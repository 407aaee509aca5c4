def solve(tools):
    room = next(one for one in tools.search_rooms(name="Iris")["items"] if one["name"] == "Iris")
    meetings = tools.list_meetings_of_room(room_id=room["room_id"])
    meeting = max(meetings, key=lambda one: one["day"])
    try:
        tools.plan_meeting(organiser_id="PE-0025", room_id="RM-0006", about="planning", on_day="2026-01-19", at="17:00")
    except tools.Refused:
        tools.invite(meeting_id=meeting["meeting_id"], person_id="PE-0025")
    try:
        tools.plan_meeting(organiser_id="PE-0028", room_id="RM-0003", about="review", on_day="2026-01-26", at="11:00")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0024", room_id="RM-0003", about="planning", on_day="2026-01-29", at="13:00")
