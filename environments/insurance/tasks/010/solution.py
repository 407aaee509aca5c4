def solve(tools):
    garage = next(
        one
        for one in tools.search_garages(name="Copper Logistics Garage")["items"]
        if one["name"] == "Copper Logistics Garage"
    )
    claims = tools.list_claims_of_garage(garage_id=garage["garage_id"])
    claims = [one for one in claims if one["happened"] <= "2026-04-27"]
    for one in claims:
        try:
            tools.write_report(assessor_id="AS-0004", found_sum=8200, claim_id=one["claim_id"])
        except tools.Refused:
            pass
