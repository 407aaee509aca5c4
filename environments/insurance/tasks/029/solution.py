def solve(tools):
    payment = tools.get_payment(payment_id="PY-0027")
    claim = tools.get_claim(claim_id=payment["claim_id"])
    claims = tools.list_claims_of_policy(policy_id=claim["policy_id"])
    garage = next(
        one
        for one in tools.search_garages(name="Granite Works Garage")["items"]
        if one["name"] == "Granite Works Garage"
    )
    claims = [one for one in claims if one["garage_id"] == garage["garage_id"]]
    claim_2 = max(claims, key=lambda one: one["happened"])
    return claim_2["claim_id"]
