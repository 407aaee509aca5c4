def solve(tools):
    reservation = tools.get_reservation(reservation_id="RS-0125")
    return reservation["table_id"]
