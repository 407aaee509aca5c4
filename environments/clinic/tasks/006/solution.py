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
    patients = every(tools.search_patients)
    patients = [
        one
        for one in patients
        if one["born"] <= "1969-10-22" and one["balance"] >= 13 and one["insurance"] != "private"
    ]
    sets = [chosen for chosen in combinations(patients, 2) if len({one["insurance"] for one in chosen}) == 2]
    best = min(sets, key=lambda chosen: sum(one["balance"] for one in chosen))
    return sorted(one["patient_id"] for one in best)
