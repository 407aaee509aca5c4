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
    loan = tools.get_loan(loan_id="L-0031")
    tools.pay_fees(member_id=loan["member_id"], amount=7)
    branches = every(tools.search_branches)
    branches = [one for one in branches if one["opened"] <= 1980]
    number = len(branches)
    if number > 5:
        tools.cancel_hold(hold_id="H-0026")
    else:
        tools.lend_copy(copy_id="C-0055", member_id="M-0015")
    members = every(tools.search_members)
    members = [one for one in members if one["joined"] >= "2024-04-21"]
    return len(members)
