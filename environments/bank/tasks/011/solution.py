def solve(tools):
    try:
        tools.reverse_transfer(transfer_id="T-0096")
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0091")
    try:
        tools.close_account(account_id="A-0023")
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0015", to_account_id="A-0057", sum_paid=1650, reason="purchase")
