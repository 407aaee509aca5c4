def solve(tools):
    loan = tools.get_loan(loan_id="L-0120")
    copy = tools.get_copy(copy_id=loan["copy_id"])
    copies = tools.list_copies_of_branch(branch_id=copy["branch_id"])
    branch = next(one for one in tools.search_branches(name="Malaga Branch")["items"] if one["name"] == "Malaga Branch")
    copies_2 = tools.list_copies_of_branch(branch_id=branch["branch_id"])
    return len(copies) - len(copies_2)
