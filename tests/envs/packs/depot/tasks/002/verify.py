def verify(answer, before, after):
    fragile = {one["crate_id"] for one in before.all("SELECT crate_id FROM crates WHERE fragile = 1")}
    orders = before.all("SELECT crate_id, customer FROM orders WHERE status = 'open'")
    wanted = {one["customer"].lower() for one in orders if one["crate_id"] in fragile}
    given = names(answer)
    return {
        "all_named": wanted <= set(given),
        "nobody_else": len(given) == len(wanted),
        "state_unchanged": unchanged(before, after),
    }


def names(answer):
    if not isinstance(answer, list) or not all(isinstance(one, str) for one in answer):
        return []
    return [one.strip().lower() for one in answer]


def unchanged(before, after):
    tables = ("rooms", "crates", "orders")
    return all(before.all(f"SELECT * FROM {one}") == after.all(f"SELECT * FROM {one}") for one in tables)
