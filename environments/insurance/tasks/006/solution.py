def solve(tools):
    tools.file_claim(policy_id="PO-0085", reason="hail", on_day="2026-07-05", asked_sum=1200)
