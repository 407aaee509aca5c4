def solve(tools):
    bill = tools.get_bill(bill_id="BI-0009")
    try:
        tools.reserve_table(guest_id="GU-0010", table_id="TB-0010", on_day="2026-11-09", at="early dinner", people=3)
    except tools.Refused:
        tools.reserve_table(
            guest_id="GU-0010", table_id=bill["table_id"], on_day="2026-11-06", at="late dinner", people=4
        )
    bill_2 = tools.get_bill(bill_id="BI-0009")
    try:
        tools.cancel_reservation(reservation_id="RS-0106")
    except tools.Refused:
        tools.reserve_table(
            guest_id="GU-0031", table_id=bill_2["table_id"], on_day="2026-11-13", at="late dinner", people=5
        )
