def solve(tools):
    reservation = tools.get_reservation(reservation_id="RS-0047")
    reservations = tools.list_reservations_of_guest(guest_id=reservation["guest_id"])
    reservations.sort(key=lambda one: one["party"])
    return [one["reservation_id"] for one in reservations[:2]]
