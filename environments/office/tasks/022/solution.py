def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0193")
    tools.cancel_meeting(meeting_id=invitation["meeting_id"])
    number = tools.search_rooms(equipment="none")["total"]
    if number > 5:
        tools.cancel_meeting(meeting_id="ME-0028")
    else:
        tools.invite(meeting_id="ME-0087", person_id="PE-0001")
    person = next(one for one in tools.search_people(name="Maria Ziegler")["items"] if one["name"] == "Maria Ziegler")
    invitations = tools.list_invitations_of_person(person_id=person["person_id"])
    return len(invitations)
