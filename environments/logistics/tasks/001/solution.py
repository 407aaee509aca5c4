def solve(tools):
    trucks = tools.list_trucks_of_depot(depot_id="DP-0001")
    return sum(one["capacity"] for one in trucks)
