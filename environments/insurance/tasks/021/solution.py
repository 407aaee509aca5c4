def solve(tools):
    vehicle = next(one for one in tools.search_vehicles(plate="MSJ 683")["items"] if one["plate"] == "MSJ 683")
    policies = tools.list_policies_of_vehicle(vehicle_id=vehicle["vehicle_id"])
    policy = max(policies, key=lambda one: one["premium"])
    try:
        tools.file_claim(policy_id=policy["policy_id"], reason="collision", on_day="2026-06-14", asked_sum=3000)
    except tools.Refused:
        tools.cancel_policy(policy_id=policy["policy_id"])
    try:
        tools.file_claim(policy_id="PO-0005", reason="collision", on_day="2026-06-25", asked_sum=6400)
    except tools.Refused:
        tools.cancel_policy(policy_id="PO-0005")
