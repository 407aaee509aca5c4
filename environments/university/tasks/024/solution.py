def solve(tools):
    try:
        tools.move_section(section_id="SE-0007", room_id="R-0012")
    except tools.Refused:
        tools.move_section(section_id="SE-0007", room_id="R-0008")
    enrolment = tools.get_enrolment(enrolment_id="EN-0015")
    try:
        tools.move_section(section_id="SE-0011", room_id="R-0004")
    except tools.Refused:
        tools.move_section(section_id=enrolment["section_id"], room_id="R-0004")
