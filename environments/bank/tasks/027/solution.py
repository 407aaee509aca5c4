from itertools import combinations


def solve(tools):
    loan = tools.get_loan(loan_id="L-0001")
    accounts = tools.list_accounts_of_customer(customer_id=loan["customer_id"])
    accounts = [one for one in accounts if one["kind"] == "current"]
    account = min(accounts, key=lambda one: one["balance"])
    transfers = tools.list_transfers_of_from_account(from_account_id=account["account_id"])
    account_of = {key: tools.get_account(account_id=key) for key in sorted({one["to_account_id"] for one in transfers})}
    transfers = [one for one in transfers if account_of[one["to_account_id"]]["kind"] != "current"]
    sets = [chosen for chosen in combinations(transfers, 3) if len({one["purpose"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["amount"] for one in chosen))
    return sorted(one["transfer_id"] for one in best)
