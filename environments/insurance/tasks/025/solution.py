def solve(tools):
    policy = tools.get_policy(policy_id="PO-0056")
    policies = tools.list_policies_of_vehicle(vehicle_id=policy["vehicle_id"])
    policies = [one for one in policies if one["ends"] >= "2026-06-23"]
    policy_2 = min(policies, key=lambda one: one["premium"])
    return policy_2["starts"]
