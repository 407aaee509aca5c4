def solve(tools):
    try:
        tools.block_card(card_id="CD-0057")
    except tools.Refused:
        tools.block_card(card_id="CD-0021")
    customer = next(
        one for one in tools.search_customers(name="Tomas Yamada")["items"] if one["name"] == "Tomas Yamada"
    )
    accounts = tools.list_accounts_of_customer(customer_id=customer["customer_id"])
    accounts.sort(key=lambda one: one["overdraft"])
    for one in accounts:
        try:
            tools.repay_loan(loan_id="L-0006", sum_paid=100, account_id=one["account_id"])
        except tools.Refused:
            continue
        break
