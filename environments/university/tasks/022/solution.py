def solve(tools):
    try:
        tools.grade_enrolment(enrolment_id="EN-0061", reached=110)
    except tools.Refused:
        tools.grade_enrolment(enrolment_id="EN-0061", reached=90)
    enrolment = tools.get_enrolment(enrolment_id="EN-0213")
    try:
        tools.assign_lecturer(section_id=enrolment["section_id"], lecturer_id="LE-0021")
    except tools.Refused:
        tools.move_section(section_id=enrolment["section_id"], room_id="R-0016")
