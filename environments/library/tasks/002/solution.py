def solve(tools):
    tools.cancel_hold(hold_id="H-0018")
