def solve(tools):
    parcel = tools.get_parcel(parcel_id="PC-0052")
    trucks = tools.list_trucks_of_depot(depot_id=parcel["depot_id"])
    trucks = [one for one in trucks if one["capacity"] <= 1500]
    lane = tools.get_lane(lane_id="LA-0022")
    trucks_2 = tools.list_trucks_of_depot(depot_id=lane["to_depot_id"])
    trucks_2 = [one for one in trucks_2 if one["capacity"] <= 1500]
    return sum(one["capacity"] for one in trucks) - sum(one["capacity"] for one in trucks_2)
