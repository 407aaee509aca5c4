def solve(tools):
    tools.drop_enrolment(enrolment_id="EN-0057")
