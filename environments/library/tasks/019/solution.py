def solve(tools):
    copy = tools.get_copy(copy_id="C-0088")
    copies = tools.list_copies_of_branch(branch_id=copy["branch_id"])
    branch = next(one for one in tools.search_branches(name="Malaga Branch")["items"] if one["name"] == "Malaga Branch")
    copies_2 = tools.list_copies_of_branch(branch_id=branch["branch_id"])
    return len(copies) - len(copies_2)
