def solve(tools):
    sight = next(
        one for one in tools.search_sights(name="Maritime Museum")["items"] if one["name"] == "Maritime Museum"
    )
    trains = tools.list_trains_of_from_city(from_city_id=sight["city_id"])
    trains = [one for one in trains if one["minutes"] >= 450 and one["fare"] >= 56]
    numbers = [one["free_seats"] for one in trains]
    return round(sum(numbers) / len(numbers), 2)
