def solve(tools):
    try:
        tools.drop_enrolment(enrolment_id="EN-0134")
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0057")
