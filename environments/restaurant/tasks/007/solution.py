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
    tools.drop_ingredient(ingredient_id="IG-0024")
    guests = every(tools.search_guests, standing="regular")
    return sorted(one["guest_id"] for one in guests)
