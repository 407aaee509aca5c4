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
    trucks = every(tools.search_trucks, fuel="electric")
    trucks.sort(key=lambda one: one["capacity"])
    return [one["truck_id"] for one in trucks[:2]]
