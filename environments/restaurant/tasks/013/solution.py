def solve(tools):
    reservations = tools.list_reservations_of_table(table_id="TB-0013")
    for one in reservations:
        try:
            tools.cancel_reservation(reservation_id=one["reservation_id"])
        except tools.Refused:
            pass
