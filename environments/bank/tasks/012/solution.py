def solve(tools):
    loan = tools.get_loan(loan_id="L-0018")
    loans = tools.list_loans_of_customer(customer_id=loan["customer_id"])
    return sum(one["outstanding"] for one in loans)
