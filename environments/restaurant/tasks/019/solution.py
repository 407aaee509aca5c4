def solve(tools):
    reservation = tools.get_reservation(reservation_id="RS-0125")
    try:
        tools.reserve_table(guest_id="GU-0040", table_id="TB-0005", on_day="2026-11-05", at="early dinner", people=8)
    except tools.Refused:
        tools.reserve_table(
            guest_id=reservation["guest_id"], table_id="TB-0005", on_day="2026-11-18", at="late dinner", people=3
        )
    reservation_2 = tools.get_reservation(reservation_id="RS-0125")
    try:
        tools.reserve_table(guest_id="GU-0013", table_id="TB-0012", on_day="2026-11-08", at="lunch", people=2)
    except tools.Refused:
        tools.reserve_table(
            guest_id=reservation_2["guest_id"], table_id="TB-0012", on_day="2026-11-08", at="lunch", people=6
        )
