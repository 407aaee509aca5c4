def solve(tools):
    loans = tools.list_loans_of_member(member_id="M-0022")
    return sorted(one["loan_id"] for one in loans)
