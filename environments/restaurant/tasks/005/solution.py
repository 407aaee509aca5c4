def solve(tools):
    reservation = tools.get_reservation(reservation_id="RS-0072")
    guest = tools.get_guest(guest_id=reservation["guest_id"])
    return guest["name"]
