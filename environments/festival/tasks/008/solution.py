def solve(tools):
    try:
        tools.sell_ticket(visitor_id="VI-0044", screening_id="SG-0060")
    except tools.Refused:
        tools.cancel_screening(screening_id="SG-0058")
    try:
        tools.sell_ticket(visitor_id="VI-0046", screening_id="SG-0041")
    except tools.Refused:
        tools.sell_ticket(visitor_id="VI-0010", screening_id="SG-0045")
