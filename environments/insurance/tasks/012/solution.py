def solve(tools):
    payment = tools.get_payment(payment_id="PY-0029")
    claim = tools.get_claim(claim_id=payment["claim_id"])
    return claim["policy_id"]
