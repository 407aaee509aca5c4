def solve(tools):
    report = tools.get_report(report_id="RP-0055")
    tools.accept_claim(claim_id=report["claim_id"])
    try:
        tools.write_report(claim_id="CL-0102", assessor_id="AS-0004", found_sum=200)
    except tools.Refused:
        tools.file_claim(policy_id="PO-0087", reason="collision", on_day="2026-07-08", asked_sum=4400)
