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
    consumer = next(
        one for one in tools.search_consumers(name="Nova Labs No. 52")["items"] if one["name"] == "Nova Labs No. 52"
    )
    tools.restore_supply(consumer_id=consumer["consumer_id"])
    consumers = every(tools.search_consumers)
    consumers = [one for one in consumers if one["kind"] != "housing"]
    numbers = [one["demand"] for one in consumers]
    return round(sum(numbers) / len(numbers), 2)
