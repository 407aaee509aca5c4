def solve(tools):
    claim = tools.get_claim(claim_id="CL-0095")
    claims = tools.list_claims_of_garage(garage_id=claim["garage_id"])
    claims = [one for one in claims if one["amount"] <= 2300]
    numbers = [one["amount"] for one in claims]
    return round(sum(numbers) / len(numbers), 2)
