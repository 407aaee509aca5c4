def solve(tools):
    bill_line = tools.get_bill_line(line_id="BL-0106")
    bill_lines = tools.list_bill_lines_of_bill(bill_id=bill_line["bill_id"])
    dish_of = {key: tools.get_dish(dish_id=key) for key in sorted({one["dish_id"] for one in bill_lines})}
    bill_lines = [one for one in bill_lines if dish_of[one["dish_id"]]["course"] != "starter"]
    bill_line_2 = min(bill_lines, key=lambda one: one["portions"])
    dish = tools.get_dish(dish_id=bill_line_2["dish_id"])
    return dish["minutes"]
