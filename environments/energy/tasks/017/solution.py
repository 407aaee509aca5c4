def solve(tools):
    try:
        tools.send_crew(crew_id="CW-0001", outage_id="OU-0013", estimate=7)
    except tools.Refused:
        tools.report_outage(line_id="PL-0052", reason="digging")
    try:
        tools.send_crew(crew_id="CW-0012", outage_id="OU-0033", estimate=12)
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0002")
