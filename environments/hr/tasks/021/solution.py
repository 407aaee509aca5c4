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
    applications = every(tools.search_applications, stage="rejected")
    vacancy_of = {key: tools.get_vacancy(vacancy_id=key) for key in sorted({one["vacancy_id"] for one in applications})}
    applications = [one for one in applications if vacancy_of[one["vacancy_id"]]["experience"] <= 7]
    applications_2 = every(tools.search_applications, stage="interview")
    applications_2 = [one for one in applications_2 if one["rating"] <= 4]
    return len(applications) - len(applications_2)
