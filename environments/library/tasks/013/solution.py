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
    members = [one for one in members if one["fees"] >= 7]
    members.sort(key=lambda one: one["joined"])
    for one in members:
        try:
            tools.lend_copy(copy_id="C-0039", member_id=one["member_id"])
        except tools.Refused:
            continue
        done = one["member_id"]
        break
    return done
