def solve(tools):
    try:
        tools.pay_fees(member_id="M-0016", amount=27)
    except tools.Refused:
        tools.lend_copy(copy_id="C-0009", member_id="M-0031")
    copy = tools.get_copy(copy_id="C-0102")
    try:
        tools.place_hold(book_id=copy["book_id"], member_id="M-0020")
    except tools.Refused:
        tools.lend_copy(copy_id="C-0076", member_id="M-0010")
