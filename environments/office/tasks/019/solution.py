def solve(tools):
    tools.move_meeting(meeting_id="ME-0040", room_id="RM-0010")
    meeting = tools.get_meeting(meeting_id="ME-0004")
    tools.plan_meeting(
        organiser_id="PE-0003", room_id=meeting["room_id"], about="planning", on_day="2026-01-24", at="17:00"
    )
    person = next(one for one in tools.search_people(name="Leo Roth")["items"] if one["name"] == "Leo Roth")
    folders = tools.list_folders_of_person(person_id=person["person_id"])
    return len(folders)
