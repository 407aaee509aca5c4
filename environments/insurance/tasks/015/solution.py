def solve(tools):
    claims = tools.list_claims_of_policy(policy_id="PO-0084")
    for one in claims:
        try:
            tools.accept_claim(claim_id=one["claim_id"])
        except tools.Refused:
            pass
