def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


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
    tools.accept_claim(claim_id="CL-0029")
    assessors = every(tools.search_assessors)
    assessors = [one for one in assessors if one["authority"] <= 4000]
    numbers = [one["authority"] for one in assessors]
    return round(sum(numbers) / len(numbers), 2)
