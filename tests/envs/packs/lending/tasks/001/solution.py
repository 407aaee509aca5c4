def solve(tools):
    ladders = sorted(tools.list_things(kind="ladder"), key=lambda thing: thing["deposit"])
    for ladder in ladders:
        if all(loan["returned"] is not None for loan in tools.get_loans(thing_id=ladder["thing_id"])):
            tools.lend(thing_id=ladder["thing_id"], neighbour="Dora")
            return ladder["name"]
    return None
