def solve(tools):
    employee = next(one for one in tools.search_employees(name="Chen Ricci")["items"] if one["name"] == "Chen Ricci")
    return employee["unit_id"]
