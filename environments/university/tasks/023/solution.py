def solve(tools):
    try:
        tools.assign_lecturer(section_id="SE-0017", lecturer_id="LE-0008")
    except tools.Refused:
        tools.move_section(section_id="SE-0017", room_id="R-0012")
    enrolment = tools.get_enrolment(enrolment_id="EN-0099")
    try:
        tools.move_section(section_id=enrolment["section_id"], room_id="R-0005")
    except tools.Refused:
        tools.move_section(section_id=enrolment["section_id"], room_id="R-0008")
