def solve(tools):
    policies = tools.list_policies_of_vehicle(vehicle_id="VE-0016")
    return sum(one["excess"] for one in policies)
