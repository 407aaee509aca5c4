def solve(tools):
    return tools.search_travellers(card="basic")["total"]
