def solve(tools):
    try:
        tools.move_section(section_id="SE-0003", room_id="R-0008")
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0106")
