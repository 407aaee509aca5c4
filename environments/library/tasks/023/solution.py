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
    branches = every(tools.search_branches)
    branches = [one for one in branches if one["opened"] <= 1970]
    copies = [one for parent in branches for one in tools.list_copies_of_branch(branch_id=parent["branch_id"])]
    copies = [one for one in copies if one["status"] == "available"]
    loans = every(tools.search_loans)
    loans = [one for one in loans if one["lent"] <= "2026-02-11"]
    copies = [one for one in copies if one["copy_id"] in {other["copy_id"] for other in loans}]
    return tools.search_copies(status="lent")["total"] - len(copies)
