def solve(tools):
    account = tools.get_account(account_id="A-0076")
    return account["number"]
