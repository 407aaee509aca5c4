def solve(tools):
    credit = tools.get_credit(credit_id="CR-0011")
    credits_found = tools.list_credits_of_director(director_id=credit["director_id"])
    film_of = {key: tools.get_film(film_id=key) for key in sorted({one["film_id"] for one in credits_found})}
    credits_found = [one for one in credits_found if film_of[one["film_id"]]["section"] == "panorama"]
    return sorted(one["credit_id"] for one in credits_found)
