def solve(tools):
    try:
        tools.grade_enrolment(enrolment_id="EN-0192", reached=70)
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0119")
