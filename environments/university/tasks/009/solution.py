def solve(tools):
    try:
        tools.drop_enrolment(enrolment_id="EN-0092")
    except tools.Refused:
        tools.move_section(section_id="SE-0031", room_id="R-0014")
    try:
        tools.drop_enrolment(enrolment_id="EN-0312")
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0260")
