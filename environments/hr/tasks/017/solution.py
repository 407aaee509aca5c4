def solve(tools):
    unit = next(one for one in tools.search_units(name="Company")["items"] if one["name"] == "Company")
    vacancies = tools.list_vacancies_of_unit(unit_id=unit["unit_id"])
    for one in vacancies:
        try:
            tools.withdraw_vacancy(vacancy_id=one["vacancy_id"])
        except tools.Refused:
            pass
