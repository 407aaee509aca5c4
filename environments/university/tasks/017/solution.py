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
    rooms = every(tools.search_rooms, kind="lecture hall")
    rooms = [one for one in rooms if one["seats"] <= 10]
    sections = every(tools.search_sections)
    sections = [one for one in sections if one["weekday"] != "Wednesday"]
    rooms = [one for one in rooms if one["room_id"] in {other["room_id"] for other in sections}]
    rooms_2 = every(tools.search_rooms, kind="seminar")
    rooms_2 = [one for one in rooms_2 if one["seats"] <= 10]
    sections_2 = every(tools.search_sections)
    sections_2 = [one for one in sections_2 if one["weekday"] != "Wednesday"]
    rooms_2 = [one for one in rooms_2 if one["room_id"] in {other["room_id"] for other in sections_2}]
    return sum(one["seats"] for one in rooms) - sum(one["seats"] for one in rooms_2)
