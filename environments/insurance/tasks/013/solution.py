def solve(tools):
    try:
        tools.choose_garage(claim_id="CL-0021", garage_id="GA-0003")
    except tools.Refused:
        tools.file_claim(policy_id="PO-0045", reason="hail", on_day="2026-06-26", asked_sum=7400)
    try:
        tools.choose_garage(claim_id="CL-0067", garage_id="GA-0001")
    except tools.Refused:
        tools.accept_claim(claim_id="CL-0006")
