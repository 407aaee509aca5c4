def solve(tools):
    copies = tools.list_copies_of_branch(branch_id="BR-0003")
    return len(copies)
