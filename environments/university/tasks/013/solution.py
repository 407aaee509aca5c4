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
    students = every(tools.search_students, degree="exchange")
    for one in students:
        try:
            tools.enrol_student(section_id="SE-0008", student_id=one["student_id"])
        except tools.Refused:
            pass
