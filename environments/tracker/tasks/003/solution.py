def solve(tools):
    blocking = tools.get_blocking(block_id="BK-0022")
    return blocking["blocker_id"]
