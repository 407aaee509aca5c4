def solve(tools):
    reservations = tools.list_reservations_of_table(table_id="TB-0012")
    return sorted(one["reservation_id"] for one in reservations)
