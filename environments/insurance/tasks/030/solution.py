def solve(tools):
    assessor = next(one for one in tools.search_assessors(name="Jonas Ito")["items"] if one["name"] == "Jonas Ito")
    reports_2 = tools.list_reports_of_assessor(assessor_id=assessor["assessor_id"])
    report = min(reports_2, key=lambda one: one["estimate"])
    reports = tools.list_reports_of_assessor(assessor_id=report["assessor_id"])
    reports = [one for one in reports if one["written"] <= "2026-07-09" and one["estimate"] <= 3500]
    return sorted(one["report_id"] for one in reports)
