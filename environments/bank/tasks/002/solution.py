def solve(tools):
    tools.close_account(account_id="A-0049")
