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
    tools.reserve_table(guest_id="GU-0027", table_id="TB-0004", on_day="2026-11-18", at="early dinner", people=4)
    ingredients = every(tools.search_ingredients)
    ingredients = [one for one in ingredients if one["price"] <= 2 and one["stock"] >= 3]
    for one in ingredients:
        try:
            tools.drop_ingredient(ingredient_id=one["ingredient_id"])
        except tools.Refused:
            pass
