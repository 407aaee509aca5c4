def solve(tools):
    tools.accept_claim(claim_id="CL-0079")
    tools.file_claim(policy_id="PO-0087", reason="collision", on_day="2026-07-08", asked_sum=4400)
