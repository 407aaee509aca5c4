from itertools import combinations


def solve(tools):
    transfers = tools.find_transfers_by_from_account_kind(kind="savings")
    transfers = [one for one in transfers if one["purpose"] != "purchase" and one["day"] <= "2026-08-28"]
    sets = [chosen for chosen in combinations(transfers, 2) if len({one["purpose"] for one in chosen}) == 2]
    best = max(sets, key=lambda chosen: sum(one["amount"] for one in chosen))
    return sorted(one["transfer_id"] for one in best)
