def solve(tools):
    try:
        tools.write_report(claim_id="CL-0008", assessor_id="AS-0009", found_sum=4600)
    except tools.Refused:
        tools.write_report(claim_id="CL-0056", assessor_id="AS-0003", found_sum=1800)
    try:
        tools.accept_claim(claim_id="CL-0035")
    except tools.Refused:
        tools.write_report(claim_id="CL-0018", assessor_id="AS-0008", found_sum=1000)
