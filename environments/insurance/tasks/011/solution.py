def solve(tools):
    reports = tools.list_reports_of_assessor(assessor_id="AS-0007")
    numbers = [one["estimate"] for one in reports]
    return round(sum(numbers) / len(numbers), 2)
