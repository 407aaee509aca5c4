def solve(tools):
    try:
        tools.file_claim(policy_id="PO-0047", reason="collision", on_day="2026-06-23", asked_sum=6200)
    except tools.Refused:
        tools.file_claim(policy_id="PO-0047", reason="collision", on_day="2026-06-18", asked_sum=600)
    try:
        tools.write_report(claim_id="CL-0068", assessor_id="AS-0009", found_sum=6400)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0068", garage_id="GA-0002")
