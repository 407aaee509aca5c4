def solve(tools):
    reservations = tools.list_reservations_of_table(table_id="TB-0007")
    reservation = min(reservations, key=lambda one: one["day"])
    guest = tools.get_guest(guest_id=reservation["guest_id"])
    return guest["name"]
