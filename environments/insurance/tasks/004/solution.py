def solve(tools):
    try:
        tools.accept_claim(claim_id="CL-0108")
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0103", garage_id="GA-0003")
    try:
        tools.choose_garage(claim_id="CL-0071", garage_id="GA-0006")
    except tools.Refused:
        tools.file_claim(policy_id="PO-0085", reason="hail", on_day="2026-06-23", asked_sum=3200)
    try:
        tools.choose_garage(claim_id="CL-0075", garage_id="GA-0006")
    except tools.Refused:
        tools.accept_claim(claim_id="CL-0077")
    try:
        tools.choose_garage(claim_id="CL-0098", garage_id="GA-0012")
    except tools.Refused:
        tools.choose_garage(claim_id="CL-0083", garage_id="GA-0011")
