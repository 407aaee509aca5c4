def solve(tools):
    member = next(one for one in tools.search_members(name="Jack Wood")["items"] if one["name"] == "Jack Wood")
    loans = tools.list_loans_of_member(member_id=member["member_id"])
    copy_of = {key: tools.get_copy(copy_id=key) for key in sorted({one["copy_id"] for one in loans})}
    loans = [one for one in loans if copy_of[one["copy_id"]]["wear"] >= 1]
    loan = max(loans, key=lambda one: one["renewals"])
    copy = tools.get_copy(copy_id=loan["copy_id"])
    return copy["book_id"]
