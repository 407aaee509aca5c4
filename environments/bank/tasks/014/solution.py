def solve(tools):
    customer = next(
        one for one in tools.search_customers(name="Jonas Petrov")["items"] if one["name"] == "Jonas Petrov"
    )
    accounts = tools.list_accounts_of_customer(customer_id=customer["customer_id"])
    for one in accounts:
        try:
            tools.close_account(account_id=one["account_id"])
        except tools.Refused:
            pass
