def solve(tools):
    try:
        tools.file_claim(policy_id="PO-0039", reason="theft", on_day="2026-07-13", asked_sum=200)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0054", garage_id="GA-0009")
    try:
        tools.file_claim(policy_id="PO-0047", reason="collision", on_day="2026-07-10", asked_sum=8400)
    except tools.Refused:
        tools.file_claim(policy_id="PO-0041", reason="collision", on_day="2026-06-17", asked_sum=2600)
