def verify(answer, before, after):
    free = before.all(
        "SELECT * FROM things WHERE kind = 'ladder' AND broken = 0 AND thing_id NOT IN"
        " (SELECT thing_id FROM loans WHERE returned IS NULL) ORDER BY deposit"
    )
    right = free[0]
    new = after.all("SELECT * FROM loans EXCEPT SELECT * FROM loans WHERE 0")
    old = before.all("SELECT * FROM loans")
    added = [row for row in new if row not in old]
    return {
        "name": isinstance(answer, str) and answer.strip().lower() == right["name"].lower(),
        "lent": [(row["thing_id"], row["neighbour"], row["since"], row["returned"]) for row in added]
        == [(right["thing_id"], "Dora", before.today.isoformat(), None)],
        "nothing_else_changed": all(row in new for row in old)
        and before.all("SELECT * FROM things") == after.all("SELECT * FROM things"),
    }
