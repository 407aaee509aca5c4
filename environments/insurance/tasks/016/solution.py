def solve(tools):
    report = tools.get_report(report_id="RP-0055")
    tools.accept_claim(claim_id=report["claim_id"])
    tools.file_claim(policy_id="PO-0087", reason="collision", on_day="2026-07-08", asked_sum=4400)
