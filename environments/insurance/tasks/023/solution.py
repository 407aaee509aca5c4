def solve(tools):
    report = tools.get_report(report_id="RP-0054")
    try:
        tools.choose_garage(claim_id="CL-0010", garage_id="GA-0008")
    except tools.Refused:
        tools.accept_claim(claim_id=report["claim_id"])
    try:
        tools.cancel_policy(policy_id="PO-0047")
    except tools.Refused:
        tools.file_claim(policy_id="PO-0047", reason="collision", on_day="2026-06-20", asked_sum=1800)
