def solve(tools):
    report = tools.get_report(report_id="RP-0008")
    claim = tools.get_claim(claim_id=report["claim_id"])
    claims = tools.list_claims_of_garage(garage_id=claim["garage_id"])
    policy_of = {key: tools.get_policy(policy_id=key) for key in sorted({one["policy_id"] for one in claims})}
    claims = [one for one in claims if policy_of[one["policy_id"]]["starts"] >= "2025-08-11"]
    return sum(one["amount"] for one in claims)
