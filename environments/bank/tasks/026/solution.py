from itertools import combinations


def solve(tools):
    account = next(
        one for one in tools.search_accounts(number="02 3980 4067")["items"] if one["number"] == "02 3980 4067"
    )
    transfers_2 = tools.list_transfers_of_from_account(from_account_id=account["account_id"])
    transfers_2 = [one for one in transfers_2 if one["purpose"] == "salary"]
    transfer = max(transfers_2, key=lambda one: one["amount"])
    transfers = tools.list_transfers_of_to_account(to_account_id=transfer["to_account_id"])
    account_of = {
        key: tools.get_account(account_id=key) for key in sorted({one["from_account_id"] for one in transfers})
    }
    transfers = [one for one in transfers if account_of[one["from_account_id"]]["overdraft"] >= 250]
    sets = [chosen for chosen in combinations(transfers, 2) if len({one["status"] for one in chosen}) == 2]
    best = min(sets, key=lambda chosen: sum(one["amount"] for one in chosen))
    return sorted(one["transfer_id"] for one in best)
