from itertools import combinations


def solve(tools):
    claim = tools.get_claim(claim_id="CL-0096")
    claims = tools.list_claims_of_garage(garage_id=claim["garage_id"])
    policy_of = {key: tools.get_policy(policy_id=key) for key in sorted({one["policy_id"] for one in claims})}
    claims = [one for one in claims if policy_of[one["policy_id"]]["cover"] != "partial"]
    sets = [chosen for chosen in combinations(claims, 3) if len({one["cause"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["amount"] for one in chosen))
    return sorted(one["claim_id"] for one in best)
