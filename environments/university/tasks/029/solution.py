def solve(tools):
    enrolment = tools.get_enrolment(enrolment_id="EN-0092")
    tools.move_section(section_id=enrolment["section_id"], room_id="R-0011")
    department = next(one for one in tools.search_departments(name="Physics")["items"] if one["name"] == "Physics")
    lecturers = tools.list_lecturers_of_department(department_id=department["department_id"])
    number = len(lecturers)
    room = next(one for one in tools.search_rooms(number="K 230")["items"] if one["number"] == "K 230")
    if number > 6:
        tools.assign_lecturer(section_id="SE-0001", lecturer_id="LE-0004")
    else:
        tools.move_section(section_id="SE-0005", room_id=room["room_id"])
