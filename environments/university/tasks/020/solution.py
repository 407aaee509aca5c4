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
    student = next(one for one in tools.search_students(name="Luis Okafor")["items"] if one["name"] == "Luis Okafor")
    sections = every(tools.search_sections, weekday="Friday")
    section = min(sections, key=lambda one: one["period"])
    tools.enrol_student(student_id=student["student_id"], section_id=section["section_id"])
    tools.enrol_student(student_id="ST-0062", section_id="SE-0026")
