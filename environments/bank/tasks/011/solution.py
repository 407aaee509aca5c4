def solve(tools):
    loan = tools.get_loan(loan_id="L-0018")
    customer = tools.get_customer(customer_id=loan["customer_id"])
    return customer["city"]
