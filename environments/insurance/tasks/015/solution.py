def solve(tools):
    try:
        tools.cancel_policy(policy_id="PO-0011")
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0058", garage_id="GA-0009")
    try:
        tools.cancel_policy(policy_id="PO-0047")
    except tools.Refused:
        tools.write_report(claim_id="CL-0072", assessor_id="AS-0005", found_sum=5200)
