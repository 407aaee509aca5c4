def solve(tools):
    tools.drop_enrolment(enrolment_id="EN-0151")
    tools.grade_enrolment(enrolment_id="EN-0074", reached=80)
