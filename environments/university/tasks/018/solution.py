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
    students = every(tools.search_students)
    students = [one for one in students if one["dues"] <= 50]
    number = len(students)
    if number > 26:
        tools.grade_enrolment(enrolment_id="EN-0232", reached=100)
    else:
        tools.grade_enrolment(enrolment_id="EN-0019", reached=65)
    student = next(one for one in tools.search_students(name="Farah Singh")["items"] if one["name"] == "Farah Singh")
    enrolments = tools.list_enrolments_of_student(student_id=student["student_id"])
    numbers = [one["grade"] for one in enrolments if one["grade"] is not None]
    return round(sum(numbers) / len(numbers), 2)
