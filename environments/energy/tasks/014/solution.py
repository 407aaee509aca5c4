def solve(tools):
    try:
        tools.reduce_supply(substation_id="SS-0009")
    except tools.Refused:
        tools.send_crew(crew_id="CW-0001", outage_id="OU-0045", estimate=2)
    try:
        tools.reduce_supply(substation_id="SS-0008")
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0018")
