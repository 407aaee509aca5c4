from itertools import combinations


def solve(tools):
    reservations = tools.list_reservations_of_table(table_id="TB-0015")
    sets = [chosen for chosen in combinations(reservations, 3) if len({one["sitting"] for one in chosen}) == 3]
    best = min(sets, key=lambda chosen: sum(one["party"] for one in chosen))
    return sorted(one["reservation_id"] for one in best)
