def solve(tools):
    try:
        tools.transfer_money(from_account_id="A-0077", to_account_id="A-0083", sum_paid=50, reason="savings")
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0077", to_account_id="A-0045", sum_paid=1800, reason="rent")
    try:
        tools.transfer_money(from_account_id="A-0007", to_account_id="A-0007", sum_paid=950, reason="savings")
    except tools.Refused:
        tools.close_account(account_id="A-0007")
