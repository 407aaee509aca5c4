def solve(tools):
    director = next(
        one for one in tools.search_directors(name="Zoe Virtanen")["items"] if one["name"] == "Zoe Virtanen"
    )
    return director["born"]
