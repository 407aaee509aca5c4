def solve(tools):
    message = tools.get_message(message_id="MS-0163")
    tools.file_message(message_id="MS-0151", folder_id=message["folder_id"])
    person = next(one for one in tools.search_people(name="Mila Fuchs")["items"] if one["name"] == "Mila Fuchs")
    meetings = tools.list_meetings_of_organiser(organiser_id=person["person_id"])
    number = len(meetings)
    invitation = tools.get_invitation(invitation_id="IN-0032")
    if number > 8:
        tools.move_meeting(meeting_id="ME-0016", room_id="RM-0009")
    else:
        tools.move_meeting(meeting_id=invitation["meeting_id"], room_id="RM-0002")
