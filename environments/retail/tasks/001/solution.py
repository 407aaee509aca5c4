def solve(tools):
    category = tools.get_category(category_id="CA-0011")
    return category["parent_id"]
