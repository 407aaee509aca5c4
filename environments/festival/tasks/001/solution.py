def solve(tools):
    tools.sell_ticket(visitor_id="VI-0012", screening_id="SG-0020")
