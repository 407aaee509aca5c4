def solve(tools):
    try:
        tools.choose_garage(claim_id="CL-0087", garage_id="GA-0010")
    except tools.Refused:
        tools.write_report(claim_id="CL-0017", assessor_id="AS-0006", found_sum=6000)
    try:
        tools.cancel_policy(policy_id="PO-0021")
    except tools.Refused:
        tools.cancel_policy(policy_id="PO-0005")
