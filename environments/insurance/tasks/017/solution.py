def solve(tools):
    garage = next(
        one
        for one in tools.search_garages(name="Granite Works Garage")["items"]
        if one["name"] == "Granite Works Garage"
    )
    claims = tools.list_claims_of_garage(garage_id=garage["garage_id"])
    claims.sort(key=lambda one: one["happened"])
    for one in claims:
        try:
            tools.choose_garage(garage_id="GA-0001", claim_id=one["claim_id"])
        except tools.Refused:
            continue
        break
