def solve(tools):
    try:
        tools.reserve_table(guest_id="GU-0004", table_id="TB-0018", on_day="2026-11-14", at="late dinner", people=6)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0027", table_id="TB-0018", on_day="2026-11-13", at="lunch", people=4)
    bill = tools.get_bill(bill_id="BI-0012")
    try:
        tools.reserve_table(
            guest_id="GU-0030", table_id=bill["table_id"], on_day="2026-11-13", at="late dinner", people=8
        )
    except tools.Refused:
        tools.reserve_table(
            guest_id="GU-0029", table_id=bill["table_id"], on_day="2026-11-15", at="early dinner", people=8
        )
