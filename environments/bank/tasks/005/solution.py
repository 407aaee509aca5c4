def solve(tools):
    accounts = tools.list_accounts_of_customer(customer_id="CU-0029")
    return sorted(one["account_id"] for one in accounts)
