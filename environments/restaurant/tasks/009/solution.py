from itertools import combinations


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
    reservations = every(tools.search_reservations, sitting="early dinner")
    reservations = [one for one in reservations if one["day"] <= "2026-10-22"]
    guest_of = {key: tools.get_guest(guest_id=key) for key in sorted({one["guest_id"] for one in reservations})}
    reservations = [one for one in reservations if guest_of[one["guest_id"]]["standing"] == "new"]
    sets = [chosen for chosen in combinations(reservations, 2) if len({one["guest_id"] for one in chosen}) == 2]
    best = max(sets, key=lambda chosen: sum(one["party"] for one in chosen))
    return sorted(one["reservation_id"] for one in best)
