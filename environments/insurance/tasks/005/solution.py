def solve(tools):
    claims = tools.list_claims_of_garage(garage_id="GA-0006")
    numbers = [one["amount"] for one in claims]
    return round(sum(numbers) / len(numbers), 2)
