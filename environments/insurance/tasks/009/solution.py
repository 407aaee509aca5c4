def solve(tools):
    try:
        tools.write_report(claim_id="CL-0021", assessor_id="AS-0002", found_sum=8800)
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0103", garage_id="GA-0003")
    try:
        tools.write_report(claim_id="CL-0077", assessor_id="AS-0003", found_sum=8200)
    except tools.Refused:
        tools.cancel_policy(policy_id="PO-0025")
