def solve(tools):
    claims = tools.list_claims_of_garage(garage_id="GA-0006")
    return sorted(one["claim_id"] for one in claims)
