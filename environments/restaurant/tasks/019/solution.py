def solve(tools):
    reservation = tools.get_reservation(reservation_id="RS-0034")
    reservations = tools.list_reservations_of_guest(guest_id=reservation["guest_id"])
    reservation_2 = max(reservations, key=lambda one: one["party"])
    return reservation_2["table_id"]
