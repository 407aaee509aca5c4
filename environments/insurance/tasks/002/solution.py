def solve(tools):
    try:
        tools.file_claim(policy_id="PO-0019", reason="collision", on_day="2026-07-04", asked_sum=600)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0108", garage_id="GA-0007")
    try:
        tools.file_claim(policy_id="PO-0039", reason="collision", on_day="2026-06-15", asked_sum=4800)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0041", garage_id="GA-0003")
    try:
        tools.write_report(claim_id="CL-0073", assessor_id="AS-0009", found_sum=7200)
    except tools.Refused:
        tools.file_claim(policy_id="PO-0085", reason="collision", on_day="2026-07-14", asked_sum=600)
    try:
        tools.write_report(claim_id="CL-0002", assessor_id="AS-0003", found_sum=6600)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0068", garage_id="GA-0003")
