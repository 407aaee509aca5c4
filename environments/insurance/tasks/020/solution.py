def solve(tools):
    report = tools.get_report(report_id="RP-0001")
    claim = tools.get_claim(claim_id=report["claim_id"])
    claims = tools.list_claims_of_policy(policy_id=claim["policy_id"])
    return sorted(one["claim_id"] for one in claims)
