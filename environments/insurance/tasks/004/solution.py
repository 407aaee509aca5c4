def solve(tools):
    claim = tools.get_claim(claim_id="CL-0004")
    claims = tools.list_claims_of_garage(garage_id=claim["garage_id"])
    return sum(one["amount"] for one in claims)
