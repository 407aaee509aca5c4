def solve(tools):
    report = tools.get_report(report_id="RP-0012")
    claim = tools.get_claim(claim_id=report["claim_id"])
    policy = tools.get_policy(policy_id=claim["policy_id"])
    vehicle = tools.get_vehicle(vehicle_id=policy["vehicle_id"])
    return vehicle["plate"]
