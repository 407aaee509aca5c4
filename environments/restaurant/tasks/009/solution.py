def solve(tools):
    reservations_2 = tools.list_reservations_of_table(table_id="TB-0007")
    reservation = min(reservations_2, key=lambda one: one["day"])
    reservations = tools.list_reservations_of_guest(guest_id=reservation["guest_id"])
    return sorted(one["reservation_id"] for one in reservations)
