def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0171")
    invitations = tools.list_invitations_of_person(person_id=invitation["person_id"])
    invitations = [one for one in invitations if one["answer"] == "accepted"]
    meeting_of = {key: tools.get_meeting(meeting_id=key) for key in sorted({one["meeting_id"] for one in invitations})}
    invitations = [one for one in invitations if meeting_of[one["meeting_id"]]["day"] >= "2026-01-16"]
    room_of = {
        key: tools.get_room(room_id=key)
        for key in sorted({meeting_of[one["meeting_id"]]["room_id"] for one in invitations})
    }
    invitations = [one for one in invitations if room_of[meeting_of[one["meeting_id"]]["room_id"]]["seats"] <= 6]
    return sorted(one["invitation_id"] for one in invitations)
