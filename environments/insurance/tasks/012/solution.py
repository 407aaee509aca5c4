def solve(tools):
    try:
        tools.accept_claim(claim_id="CL-0042")
    except tools.Refused:
        tools.accept_claim(claim_id="CL-0057")
    try:
        tools.choose_garage(claim_id="CL-0035", garage_id="GA-0008")
    except tools.Refused:
        tools.accept_claim(claim_id="CL-0029")
