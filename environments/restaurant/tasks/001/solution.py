def solve(tools):
    dish = tools.get_dish(dish_id="DI-0040")
    return dish["price"]
