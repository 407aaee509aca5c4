def solve(tools):
    stay = tools.get_stay(stay_id="ST-0074")
    traveller = tools.get_traveller(traveller_id=stay["traveller_id"])
    return traveller["budget"]
