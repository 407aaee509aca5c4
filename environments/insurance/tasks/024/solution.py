def solve(tools):
    assessor = next(
        one for one in tools.search_assessors(name="Victor Braun")["items"] if one["name"] == "Victor Braun"
    )
    reports = tools.list_reports_of_assessor(assessor_id=assessor["assessor_id"])
    report = min(reports, key=lambda one: one["estimate"])
    claim = tools.get_claim(claim_id=report["claim_id"])
    claims = tools.list_claims_of_garage(garage_id=claim["garage_id"])
    policy_of = {key: tools.get_policy(policy_id=key) for key in sorted({one["policy_id"] for one in claims})}
    claims = [one for one in claims if policy_of[one["policy_id"]]["starts"] >= "2025-08-11"]
    return sum(one["amount"] for one in claims)
