def solve(tools):
    claim = tools.get_claim(claim_id="CL-0050")
    return claim["garage_id"]
