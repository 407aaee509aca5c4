def solve(tools):
    customer = next(
        one for one in tools.search_customers(name="Aisha Lindgren")["items"] if one["name"] == "Aisha Lindgren"
    )
    accounts = tools.list_accounts_of_customer(customer_id=customer["customer_id"])
    for one in accounts:
        try:
            tools.transfer_money(
                to_account_id="A-0081", sum_paid=1700, reason="savings", from_account_id=one["account_id"]
            )
        except tools.Refused:
            pass
