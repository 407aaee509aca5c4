def solve(tools):
    tools.place_hold(book_id="B-0036", member_id="M-0005")
    member = next(one for one in tools.search_members(name="Leo Walker")["items"] if one["name"] == "Leo Walker")
    holds = tools.list_holds_of_member(member_id=member["member_id"])
    for one in holds:
        try:
            tools.cancel_hold(hold_id=one["hold_id"])
        except tools.Refused:
            pass
