def solve(tools):
    try:
        tools.file_claim(policy_id="PO-0005", reason="hail", on_day="2026-06-20", asked_sum=8800)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0108", garage_id="GA-0007")
    try:
        tools.file_claim(policy_id="PO-0041", reason="hail", on_day="2026-07-10", asked_sum=7000)
    except tools.Refused:
        tools.write_report(claim_id="CL-0030", assessor_id="AS-0006", found_sum=5800)
