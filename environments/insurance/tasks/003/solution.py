def solve(tools):
    try:
        tools.write_report(claim_id="CL-0063", assessor_id="AS-0001", found_sum=7800)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0054", garage_id="GA-0009")
    try:
        tools.accept_claim(claim_id="CL-0104")
    except tools.Refused:
        tools.file_claim(policy_id="PO-0041", reason="collision", on_day="2026-06-17", asked_sum=2600)
    try:
        tools.accept_claim(claim_id="CL-0094")
    except tools.Refused:
        tools.accept_claim(claim_id="CL-0048")
    try:
        tools.accept_claim(claim_id="CL-0010")
    except tools.Refused:
        tools.cancel_policy(policy_id="PO-0024")
