def solve(tools):
    orders = tools.list_orders(status="open")
    crates = {name: tools.get_crate(crate_id=name) for name in sorted({one["crate_id"] for one in orders})}
    return sorted({one["customer"] for one in orders if crates[one["crate_id"]]["fragile"] == 1})
