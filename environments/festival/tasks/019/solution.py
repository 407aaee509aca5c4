def solve(tools):
    try:
        tools.sell_ticket(visitor_id="VI-0021", screening_id="SG-0006")
    except tools.Refused:
        tools.cancel_screening(screening_id="SG-0006")
    try:
        tools.sell_ticket(visitor_id="VI-0028", screening_id="SG-0080")
    except tools.Refused:
        tools.sell_ticket(visitor_id="VI-0028", screening_id="SG-0075")
