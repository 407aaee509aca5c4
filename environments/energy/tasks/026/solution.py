def every(search, **filters):
    """All items of a search, page by page."""
    found, page = [], 1
    while True:
        answer = search(page=page, **filters)
        found += answer["items"]
        if len(found) >= answer["total"]:
            return found
        page += 1


def solve(tools):
    plants = every(tools.search_plants)
    plants = [one for one in plants if one["capacity"] >= 160]
    number = sum(one["capacity"] for one in plants)
    power_line = tools.get_power_line(line_id="PL-0001")
    crew = next(one for one in tools.search_crews(name="Crew P")["items"] if one["name"] == "Crew P")
    jobs = tools.list_jobs_of_crew(crew_id=crew["crew_id"])
    repair_job = min(jobs, key=lambda one: one["hours"])
    if number > 3542:
        tools.reduce_supply(substation_id=power_line["from_substation_id"])
    else:
        tools.finish_job(job_id=repair_job["job_id"])
    crews = every(tools.search_crews, skill="overhead")
    numbers = [one["size"] for one in crews]
    return round(sum(numbers) / len(numbers), 2)
