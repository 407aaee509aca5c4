def solve(tools):
    try:
        tools.lend_copy(copy_id="C-0076", member_id="M-0011")
    except tools.Refused:
        tools.lend_copy(copy_id="C-0112", member_id="M-0017")
