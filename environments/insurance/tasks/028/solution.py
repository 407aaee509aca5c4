def solve(tools):
    reports = tools.list_reports_of_assessor(assessor_id="AS-0009")
    claim_of = {key: tools.get_claim(claim_id=key) for key in sorted({one["claim_id"] for one in reports})}
    reports = [one for one in reports if claim_of[one["claim_id"]]["cause"] == "collision"]
    assessor = next(one for one in tools.search_assessors(name="Omar Evans")["items"] if one["name"] == "Omar Evans")
    reports_2 = tools.list_reports_of_assessor(assessor_id=assessor["assessor_id"])
    reports_2 = [one for one in reports_2 if one["written"] <= "2026-07-10"]
    return sum(one["estimate"] for one in reports) - sum(one["estimate"] for one in reports_2)
