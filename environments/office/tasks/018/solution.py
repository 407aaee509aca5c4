def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0177")
    meeting = tools.get_meeting(meeting_id=invitation["meeting_id"])
    tools.invite(meeting_id="ME-0082", person_id=meeting["organiser_id"])
