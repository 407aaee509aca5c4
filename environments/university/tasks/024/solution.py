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
    departments = every(tools.search_departments)
    departments = [one for one in departments if one["budget"] <= 215000]
    students = [
        one
        for parent in departments
        for one in tools.list_students_of_department(department_id=parent["department_id"])
    ]
    students = [
        one
        for one in students
        if one["degree"] == "bachelor" and one["enrolled"] <= "2024-06-13" and one["dues"] >= 100
    ]
    numbers = [one["dues"] for one in students]
    return round(sum(numbers) / len(numbers), 2)
