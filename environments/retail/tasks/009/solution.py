def solve(tools):
    category = tools.get_category(category_id="CA-0008")
    category_2 = tools.get_category(category_id=category["parent_id"])
    return category_2["name"]
