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
    hold = tools.get_hold(hold_id="H-0012")
    loans = tools.list_loans_of_member(member_id=hold["member_id"])
    loans = [one for one in loans if one["lent"] >= "2026-01-08"]
    loans.sort(key=lambda one: one["due"])
    for one in loans:
        try:
            tools.return_copy(loan_id=one["loan_id"])
        except tools.Refused:
            continue
        break
    members = every(tools.search_members)
    members = [one for one in members if one["joined"] >= "2024-03-04"]
    return sorted(one["member_id"] for one in members)
