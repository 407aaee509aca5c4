def solve(tools):
    try:
        tools.file_claim(policy_id="PO-0022", reason="theft", on_day="2026-07-09", asked_sum=2600)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0019", garage_id="GA-0009")
    try:
        tools.file_claim(policy_id="PO-0077", reason="collision", on_day="2026-06-14", asked_sum=6600)
    except tools.Refused:
        tools.accept_claim(claim_id="CL-0048")
