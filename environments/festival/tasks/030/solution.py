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
    visitors = every(tools.search_visitors, badge="day")
    visitors = [one for one in visitors if one["wallet"] >= 4 and one["age"] >= 44]
    tickets = every(tools.search_tickets)
    tickets = [one for one in tickets if one["price"] <= 10]
    visitors = [one for one in visitors if one["visitor_id"] in {other["visitor_id"] for other in tickets}]
    numbers = [one["wallet"] for one in visitors]
    return round(sum(numbers) / len(numbers), 2)
