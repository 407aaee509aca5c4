def solve(tools):
    person = next(one for one in tools.search_people(name="Jana Farkas")["items"] if one["name"] == "Jana Farkas")
    meetings = tools.list_meetings_of_organiser(organiser_id=person["person_id"])
    meeting = max(meetings, key=lambda one: one["day"])
    person_2 = next(one for one in tools.search_people(name="Tara Hughes")["items"] if one["name"] == "Tara Hughes")
    tools.invite(meeting_id=meeting["meeting_id"], person_id=person_2["person_id"])
    tools.cancel_meeting(meeting_id="ME-0075")
