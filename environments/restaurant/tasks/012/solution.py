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
    dining_tables = every(tools.search_dining_tables)
    dining_tables = [one for one in dining_tables if one["area"] != "hall"]
    for one in dining_tables:
        try:
            tools.reserve_table(
                guest_id="GU-0014", on_day="2026-11-10", at="late dinner", people=5, table_id=one["table_id"]
            )
        except tools.Refused:
            pass
