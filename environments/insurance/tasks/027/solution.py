def solve(tools):
    payment = tools.get_payment(payment_id="PY-0014")
    claim = tools.get_claim(claim_id=payment["claim_id"])
    claims = tools.list_claims_of_garage(garage_id="GA-0010")
    claims.sort(key=lambda one: one["happened"])
    for one in claims:
        try:
            tools.choose_garage(garage_id=claim["garage_id"], claim_id=one["claim_id"])
        except tools.Refused:
            continue
        done = one["claim_id"]
        break
    return done
