def solve(tools):
    parcel = tools.get_parcel(parcel_id="PC-0173")
    return parcel["weight"]
