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
    loans = every(tools.search_loans, status="running")
    loans = [one for one in loans if one["started"] >= "2024-04-17" and one["principal"] <= 6000]
    customer_of = {key: tools.get_customer(customer_id=key) for key in sorted({one["customer_id"] for one in loans})}
    loans = [one for one in loans if customer_of[one["customer_id"]]["segment"] == "retail"]
    numbers = [one["principal"] for one in loans]
    return round(sum(numbers) / len(numbers), 2)
