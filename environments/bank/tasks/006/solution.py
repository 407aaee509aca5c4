def solve(tools):
    account = next(
        one for one in tools.search_accounts(number="32 5115 5969")["items"] if one["number"] == "32 5115 5969"
    )
    tools.close_account(account_id=account["account_id"])
