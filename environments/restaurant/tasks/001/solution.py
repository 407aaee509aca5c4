def solve(tools):
    tools.cancel_reservation(reservation_id="RS-0103")
