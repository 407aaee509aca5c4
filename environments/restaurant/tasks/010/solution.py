def solve(tools):
    try:
        tools.reserve_table(guest_id="GU-0032", table_id="TB-0008", on_day="2026-11-16", at="early dinner", people=2)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0021", table_id="TB-0010", on_day="2026-11-06", at="lunch", people=3)
    try:
        tools.reserve_table(guest_id="GU-0007", table_id="TB-0006", on_day="2026-11-16", at="late dinner", people=7)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0022", given=6)
