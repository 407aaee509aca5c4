def solve(tools):
    meeting = tools.get_meeting(meeting_id="ME-0036")
    meetings = tools.list_meetings_of_organiser(organiser_id=meeting["organiser_id"])
    meeting_2 = max(meetings, key=lambda one: one["day"])
    person = next(one for one in tools.search_people(name="Tara Hughes")["items"] if one["name"] == "Tara Hughes")
    tools.invite(meeting_id=meeting_2["meeting_id"], person_id=person["person_id"])
    tools.cancel_meeting(meeting_id="ME-0075")
