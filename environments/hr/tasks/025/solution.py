def solve(tools):
    try:
        tools.offer_post(application_id="AP-0003")
    except tools.Refused:
        tools.offer_post(application_id="AP-0059")
    vacancy = tools.get_vacancy(vacancy_id="VA-0019")
    try:
        tools.offer_post(application_id="AP-0002")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0018", unit_id=vacancy["unit_id"])
