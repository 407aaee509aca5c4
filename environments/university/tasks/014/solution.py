def solve(tools):
    enrolments = tools.list_enrolments_of_section(section_id="SE-0023")
    for one in enrolments:
        try:
            tools.drop_enrolment(enrolment_id=one["enrolment_id"])
        except tools.Refused:
            pass
