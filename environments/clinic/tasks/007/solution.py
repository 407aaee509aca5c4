from itertools import combinations


def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    drugs = every(tools.search_drugs)
    allergies = every(tools.search_allergies, severity="mild")
    drugs = [one for one in drugs if one["drug_id"] in {other["drug_id"] for other in allergies}]
    prescriptions = every(tools.search_prescriptions)
    prescriptions = [one for one in prescriptions if one["dose"] >= 240]
    drugs = [one for one in drugs if one["drug_id"] in {other["drug_id"] for other in prescriptions}]
    sets = [chosen for chosen in combinations(drugs, 3) if len({one["family"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["price"] for one in chosen))
    return sorted(one["drug_id"] for one in best)
