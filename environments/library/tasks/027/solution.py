def solve(tools):
    loans = tools.list_loans_of_member(member_id="M-0022")
    loan = min(loans, key=lambda one: one["due"])
    copy = tools.get_copy(copy_id=loan["copy_id"])
    branch = tools.get_branch(branch_id=copy["branch_id"])
    return branch["opened"]
