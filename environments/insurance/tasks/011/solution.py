def solve(tools):
    try:
        tools.accept_claim(claim_id="CL-0086")
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0107", garage_id="GA-0011")
    try:
        tools.accept_claim(claim_id="CL-0010")
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0018", garage_id="GA-0006")
