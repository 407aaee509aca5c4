def solve(tools):
    transfer = tools.get_transfer(transfer_id="T-0057")
    try:
        tools.transfer_money(
            from_account_id="A-0063", to_account_id=transfer["from_account_id"], sum_paid=1100, reason="purchase"
        )
    except tools.Refused:
        tools.transfer_money(
            from_account_id="A-0052", to_account_id=transfer["from_account_id"], sum_paid=1250, reason="purchase"
        )
    try:
        tools.transfer_money(from_account_id="A-0041", to_account_id="A-0005", sum_paid=1450, reason="rent")
    except tools.Refused:
        tools.transfer_money(from_account_id="A-0020", to_account_id="A-0005", sum_paid=250, reason="savings")
