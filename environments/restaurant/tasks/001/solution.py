def solve(tools):
    bill_lines = tools.list_bill_lines_of_dish(dish_id="DI-0043")
    return sorted(one["line_id"] for one in bill_lines)
