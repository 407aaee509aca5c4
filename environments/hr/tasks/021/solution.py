def solve(tools):
    application = tools.get_application(application_id="AP-0060")
    try:
        tools.offer_post(application_id="AP-0014")
    except tools.Refused:
        tools.withdraw_vacancy(vacancy_id=application["vacancy_id"])
