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
    members = every(tools.search_members, tier="standard")
    members = [one for one in members if one["joined"] <= "2022-03-18"]
    holds = every(tools.search_holds, status="waiting")
    members = [one for one in members if one["member_id"] in {other["member_id"] for other in holds}]
    numbers = [one["fees"] for one in members]
    return round(sum(numbers) / len(numbers), 2)
