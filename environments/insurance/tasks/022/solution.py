def solve(tools):
    try:
        tools.accept_claim(claim_id="CL-0002")
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0002", garage_id="GA-0009")
    claim = tools.get_claim(claim_id="CL-0073")
    try:
        tools.choose_garage(claim_id="CL-0062", garage_id=claim["garage_id"])
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0056", garage_id=claim["garage_id"])
