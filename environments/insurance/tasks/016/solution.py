def solve(tools):
    claims = tools.list_claims_of_garage(garage_id="GA-0012")
    for one in claims:
        try:
            tools.choose_garage(garage_id="GA-0001", claim_id=one["claim_id"])
        except tools.Refused:
            pass
