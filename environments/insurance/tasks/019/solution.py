def solve(tools):
    try:
        tools.file_claim(policy_id="PO-0033", reason="theft", on_day="2026-06-17", asked_sum=8000)
    except tools.Refused:
        tools.file_claim(policy_id="PO-0033", reason="collision", on_day="2026-07-06", asked_sum=2800)
    try:
        tools.file_claim(policy_id="PO-0019", reason="collision", on_day="2026-06-25", asked_sum=200)
    except tools.Refused:
        tools.cancel_policy(policy_id="PO-0019")
