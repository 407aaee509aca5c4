def solve(tools):
    member = next(one for one in tools.search_members(name="Karim Lange")["items"] if one["name"] == "Karim Lange")
    loans = tools.list_loans_of_member(member_id=member["member_id"])
    loan = min(loans, key=lambda one: one["lent"])
    tools.lend_copy(copy_id=loan["copy_id"], member_id="M-0040")
    tools.pay_fees(member_id="M-0036", amount=15)
