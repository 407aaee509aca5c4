def solve(tools):
    tools.lend_copy(copy_id="C-0107", member_id="M-0001")
