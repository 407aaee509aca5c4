def solve(tools):
    employee = next(one for one in tools.search_employees(name="Astrid Lee")["items"] if one["name"] == "Astrid Lee")
    unit = tools.get_unit(unit_id=employee["unit_id"])
    vacancies = tools.list_vacancies_of_unit(unit_id=unit["parent_id"])
    vacancy = min(vacancies, key=lambda one: one["experience"])
    return vacancy["vacancy_id"]
