def solve(tools):
    loans = tools.list_loans_of_copy(copy_id="C-0015")
    numbers = [one["renewals"] for one in loans]
    return round(sum(numbers) / len(numbers), 2)
