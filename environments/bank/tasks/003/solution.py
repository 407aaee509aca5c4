def solve(tools):
    tools.transfer_money(from_account_id="A-0052", to_account_id="A-0015", sum_paid=800, reason="rent")
