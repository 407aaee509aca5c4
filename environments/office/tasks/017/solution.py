def solve(tools):
    number = tools.search_rooms(equipment="screen")["total"]
    invitation = tools.get_invitation(invitation_id="IN-0023")
    if number > 8:
        tools.cancel_meeting(meeting_id="ME-0040")
    else:
        tools.cancel_meeting(meeting_id=invitation["meeting_id"])
