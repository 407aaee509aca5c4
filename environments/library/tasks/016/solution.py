def solve(tools):
    member = next(one for one in tools.search_members(name="Amara Nagy")["items"] if one["name"] == "Amara Nagy")
    loans = tools.list_loans_of_member(member_id=member["member_id"])
    loans.sort(key=lambda one: one["lent"], reverse=True)
    for one in loans:
        try:
            tools.renew_loan(loan_id=one["loan_id"])
        except tools.Refused:
            continue
        break
