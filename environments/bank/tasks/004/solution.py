def solve(tools):
    card = next(one for one in tools.search_cards(number="3239 6524")["items"] if one["number"] == "3239 6524")
    return card["monthly_limit"]
