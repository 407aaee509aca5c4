def solve(tools):
    bills = tools.list_bills_of_table(table_id="TB-0009")
    return sum(one["tip"] for one in bills)
