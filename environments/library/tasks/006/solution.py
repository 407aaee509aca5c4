def solve(tools):
    tools.cancel_hold(hold_id="H-0026")
    tools.lend_copy(copy_id="C-0017", member_id="M-0025")
