def solve(tools):
    claim = tools.get_claim(claim_id="CL-0011")
    tools.file_claim(policy_id=claim["policy_id"], reason="hail", on_day="2026-07-05", asked_sum=1200)
