def solve(tools):
    try:
        tools.grade_enrolment(enrolment_id="EN-0219", reached=95)
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0120")
    try:
        tools.grade_enrolment(enrolment_id="EN-0164", reached=105)
    except tools.Refused:
        tools.assign_lecturer(section_id="SE-0002", lecturer_id="LE-0015")
    try:
        tools.assign_lecturer(section_id="SE-0028", lecturer_id="LE-0001")
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0146")
    try:
        tools.assign_lecturer(section_id="SE-0030", lecturer_id="LE-0008")
    except tools.Refused:
        tools.grade_enrolment(enrolment_id="EN-0188", reached=80)
