def solve(tools):
    try:
        tools.send_crew(crew_id="CW-0011", outage_id="OU-0055", estimate=14)
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0018")
    try:
        tools.send_crew(crew_id="CW-0005", outage_id="OU-0049", estimate=9)
    except tools.Refused:
        tools.report_outage(line_id="PL-0010", reason="digging")
    try:
        tools.send_crew(crew_id="CW-0008", outage_id="OU-0033", estimate=6)
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0011")
    try:
        tools.send_crew(crew_id="CW-0012", outage_id="OU-0025", estimate=12)
    except tools.Refused:
        tools.reduce_supply(substation_id="SS-0017")
