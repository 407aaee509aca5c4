def solve(tools):
    unit = tools.get_unit(unit_id="UN-0007")
    vacancies = tools.list_vacancies_of_unit(unit_id=unit["parent_id"])
    vacancy = min(vacancies, key=lambda one: one["experience"])
    return vacancy["vacancy_id"]
