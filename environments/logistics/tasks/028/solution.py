def solve(tools):
    lane = tools.get_lane(lane_id="LA-0011")
    parcels = tools.list_parcels_of_depot(depot_id=lane["to_depot_id"])
    parcels = [one for one in parcels if one["destination_id"] == lane["to_depot_id"]]
    parcel = min(parcels, key=lambda one: one["weight"])
    drivers = tools.list_drivers_of_depot(depot_id=parcel["depot_id"])
    drivers = [one for one in drivers if one["hours_left"] <= 23]
    driver = max(drivers, key=lambda one: one["hours_left"])
    return driver["driver_id"]
