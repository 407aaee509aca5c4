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
    tools.add_label(issue_id="IS-0090", label_id="LB-0008")
    labels = every(tools.search_labels)
    labels = [one for one in labels if one["weight"] <= 3]
    return sorted(one["label_id"] for one in labels)
