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
    copies = every(tools.search_copies, status="lent")
    copies = [one for one in copies if one["wear"] >= 3]
    branches = every(tools.search_branches)
    branches = [one for one in branches if one["opened"] <= 1970]
    copies_2 = [one for parent in branches for one in tools.list_copies_of_branch(branch_id=parent["branch_id"])]
    copies_2 = [one for one in copies_2 if one["status"] == "available"]
    loans = every(tools.search_loans)
    loans = [one for one in loans if one["lent"] <= "2026-02-11"]
    copies_2 = [one for one in copies_2 if one["copy_id"] in {other["copy_id"] for other in loans}]
    return len(copies) - len(copies_2)
