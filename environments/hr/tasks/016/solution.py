def solve(tools):
    pay_grade = next(one for one in tools.search_grades(name="Grade B")["items"] if one["name"] == "Grade B")
    vacancies = tools.list_vacancies_of_grade(grade_id=pay_grade["grade_id"])
    unit_of = {key: tools.get_unit(unit_id=key) for key in sorted({one["unit_id"] for one in vacancies})}
    vacancies = [one for one in vacancies if unit_of[one["unit_id"]]["posts"] <= 9]
    vacancies.sort(key=lambda one: one["published"])
    for one in vacancies:
        try:
            tools.withdraw_vacancy(vacancy_id=one["vacancy_id"])
        except tools.Refused:
            continue
        done = one["vacancy_id"]
        break
    return done
