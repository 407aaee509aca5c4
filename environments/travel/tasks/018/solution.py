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
    cities = every(tools.search_cities)
    cities = [one for one in cities if one["tax"] >= 6]
    hotels = [one for parent in cities for one in tools.list_hotels_of_city(city_id=parent["city_id"])]
    hotels = [one for one in hotels if one["breakfast"] == "extra" and one["stars"] <= 3 and one["price"] <= 173]
    return len(hotels)
