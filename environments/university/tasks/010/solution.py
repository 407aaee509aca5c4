def solve(tools):
    try:
        tools.grade_enrolment(enrolment_id="EN-0115", reached=80)
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0106")
    try:
        tools.grade_enrolment(enrolment_id="EN-0146", reached=110)
    except tools.Refused:
        tools.assign_lecturer(section_id="SE-0024", lecturer_id="LE-0002")
