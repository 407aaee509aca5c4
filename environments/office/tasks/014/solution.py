def solve(tools):
    meetings = tools.list_meetings_of_room(room_id="RM-0003")
    for one in meetings:
        try:
            tools.move_meeting(room_id="RM-0004", meeting_id=one["meeting_id"])
        except tools.Refused:
            pass
