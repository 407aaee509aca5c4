def solve(tools):
    consumers = tools.list_consumers_of_substation(substation_id="SS-0004")
    return sorted(one["consumer_id"] for one in consumers)
