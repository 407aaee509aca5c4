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
    dining_tables = [one for one in dining_tables if one["seats"] <= 7]
    reservations = [
        one for parent in dining_tables for one in tools.list_reservations_of_table(table_id=parent["table_id"])
    ]
    reservations = [
        one for one in reservations if one["status"] == "seated" and one["day"] <= "2026-11-01" and one["party"] <= 6
    ]
    return len(reservations)
