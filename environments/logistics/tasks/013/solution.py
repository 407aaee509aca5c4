def solve(tools):
    depot = next(one for one in tools.search_depots(name="Depot Athens")["items"] if one["name"] == "Depot Athens")
    lanes = tools.list_lanes_of_to_depot(to_depot_id=depot["depot_id"])
    for one in lanes:
        try:
            tools.plan_trip(truck_id="TK-0024", driver_id="DV-0019", on_day="2026-06-29", lane_id=one["lane_id"])
        except tools.Refused:
            pass
