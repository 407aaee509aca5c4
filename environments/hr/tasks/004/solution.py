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
    leave_requests = every(tools.search_leave_requests, status="approved")
    leave_requests = [one for one in leave_requests if one["first_day"] >= "2026-03-27"]
    return len(leave_requests)
