def solve(tools):
    try:
        tools.enrol_student(student_id="ST-0045", section_id="SE-0021")
    except tools.Refused:
        tools.enrol_student(student_id="ST-0036", section_id="SE-0028")
    try:
        tools.enrol_student(student_id="ST-0002", section_id="SE-0001")
    except tools.Refused:
        tools.assign_lecturer(section_id="SE-0014", lecturer_id="LE-0017")
