def solve(tools):
    reports = tools.list_reports_of_assessor(assessor_id="AS-0007")
    return sorted(one["report_id"] for one in reports)
