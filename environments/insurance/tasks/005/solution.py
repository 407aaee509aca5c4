def solve(tools):
    try:
        tools.choose_garage(claim_id="CL-0068", garage_id="GA-0004")
    except tools.Refused:
        tools.write_report(claim_id="CL-0056", assessor_id="AS-0003", found_sum=1800)
    try:
        tools.cancel_policy(policy_id="PO-0069")
    except tools.Refused:
        tools.write_report(claim_id="CL-0011", assessor_id="AS-0006", found_sum=2600)
    try:
        tools.cancel_policy(policy_id="PO-0071")
    except tools.Refused:
        tools.cancel_policy(policy_id="PO-0008")
    try:
        tools.cancel_policy(policy_id="PO-0036")
    except tools.Refused:
        tools.accept_claim(claim_id="CL-0005")
