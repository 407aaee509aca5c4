def solve(tools):
    try:
        tools.assign_lecturer(section_id="SE-0020", lecturer_id="LE-0021")
    except tools.Refused:
        tools.grade_enrolment(enrolment_id="EN-0067", reached=70)
    try:
        tools.assign_lecturer(section_id="SE-0012", lecturer_id="LE-0001")
    except tools.Refused:
        tools.move_section(section_id="SE-0026", room_id="R-0004")
