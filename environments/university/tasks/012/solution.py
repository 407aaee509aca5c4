def solve(tools):
    tools.grade_enrolment(enrolment_id="EN-0054", reached=100)
    student = next(one for one in tools.search_students(name="Frank Berg")["items"] if one["name"] == "Frank Berg")
    try:
        tools.move_section(section_id="SE-0008", room_id="R-0016")
    except tools.Refused:
        tools.enrol_student(student_id=student["student_id"], section_id="SE-0022")
