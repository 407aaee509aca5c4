def solve(tools):
    try:
        tools.transfer_money(from_account_id="A-0027", to_account_id="A-0052", sum_paid=50, reason="purchase")
    except tools.Refused:
        tools.block_card(card_id="CD-0014")
    try:
        tools.transfer_money(from_account_id="A-0022", to_account_id="A-0022", sum_paid=1900, reason="rent")
    except tools.Refused:
        tools.repay_loan(loan_id="L-0011", account_id="A-0035", sum_paid=800)
