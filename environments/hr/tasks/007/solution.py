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
    vacancies = every(tools.search_vacancies, status="open")
    applications = every(tools.search_applications)
    applications = [one for one in applications if one["rating"] >= 4]
    vacancies = [one for one in vacancies if one["vacancy_id"] in {other["vacancy_id"] for other in applications}]
    return sorted(one["vacancy_id"] for one in vacancies)
