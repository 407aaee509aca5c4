def solve(tools):
    driver = next(one for one in tools.search_drivers(name="Chen Neumann")["items"] if one["name"] == "Chen Neumann")
    depot = next(one for one in tools.search_depots(name="Depot Athens")["items"] if one["name"] == "Depot Athens")
    lanes = tools.list_lanes_of_to_depot(to_depot_id=depot["depot_id"])
    lanes = [one for one in lanes if one["length"] <= 600]
    lanes.sort(key=lambda one: one["toll"])
    for one in lanes:
        try:
            tools.plan_trip(
                truck_id="TK-0006", driver_id=driver["driver_id"], on_day="2026-07-02", lane_id=one["lane_id"]
            )
        except tools.Refused:
            continue
        done = one["lane_id"]
        break
    return done
