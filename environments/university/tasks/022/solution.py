def solve(tools):
    enrolment = tools.get_enrolment(enrolment_id="EN-0245")
    enrolments = tools.list_enrolments_of_section(section_id=enrolment["section_id"])
    enrolments = [one for one in enrolments if one["status"] == "failed"]
    enrolment_2 = tools.get_enrolment(enrolment_id="EN-0041")
    enrolments_2 = tools.list_enrolments_of_section(section_id=enrolment_2["section_id"])
    enrolments_2 = [one for one in enrolments_2 if one["status"] == "failed"]
    return sum(one["grade"] for one in enrolments if one["grade"] is not None) - sum(
        one["grade"] for one in enrolments_2 if one["grade"] is not None
    )
