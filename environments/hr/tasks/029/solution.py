def solve(tools):
    application = tools.get_application(application_id="AP-0019")
    vacancy = tools.get_vacancy(vacancy_id=application["vacancy_id"])
    unit = tools.get_unit(unit_id=vacancy["unit_id"])
    units = tools.list_units_of_parent(parent_id=unit["parent_id"])
    units = [one for one in units if one["posts"] >= 8]
    return sum(one["posts"] for one in units)
