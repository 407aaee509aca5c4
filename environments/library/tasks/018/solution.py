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
    members = every(tools.search_members, tier="student")
    members.sort(key=lambda one: one["fees"])
    for one in members:
        try:
            tools.pay_fees(amount=5, member_id=one["member_id"])
        except tools.Refused:
            continue
        break
