def solve(tools):
    try:
        tools.reserve_table(guest_id="GU-0014", table_id="TB-0005", on_day="2026-11-05", at="early dinner", people=2)
    except tools.Refused:
        tools.cancel_reservation(reservation_id="RS-0017")
    try:
        tools.reserve_table(guest_id="GU-0026", table_id="TB-0016", on_day="2026-11-13", at="lunch", people=9)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0019", table_id="TB-0004", on_day="2026-11-06", at="early dinner", people=5)
