def solve(tools):
    vehicle = next(one for one in tools.search_vehicles(plate="CNZ 586")["items"] if one["plate"] == "CNZ 586")
    policies = tools.list_policies_of_vehicle(vehicle_id=vehicle["vehicle_id"])
    policies.sort(key=lambda one: one["ends"])
    for one in policies:
        try:
            tools.file_claim(reason="collision", on_day="2026-07-08", asked_sum=3800, policy_id=one["policy_id"])
        except tools.Refused:
            continue
        done = one["policy_id"]
        break
    return done
