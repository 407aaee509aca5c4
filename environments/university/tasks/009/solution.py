def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    try:
        tools.grade_enrolment(enrolment_id="EN-0192", reached=70)
    except tools.Refused:
        tools.drop_enrolment(enrolment_id="EN-0119")
    tools.grade_enrolment(enrolment_id="EN-0039", reached=25)
    students = every(tools.search_students)
    students = [one for one in students if one["degree"] != "master"]
    return len(students)
