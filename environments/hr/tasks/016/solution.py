def solve(tools):
    try:
        tools.withdraw_vacancy(vacancy_id="VA-0016")
    except tools.Refused:
        tools.offer_post(application_id="AP-0018")
    try:
        tools.withdraw_vacancy(vacancy_id="VA-0004")
    except tools.Refused:
        tools.approve_leave(leave_id="LV-0002", employee_id="E-0006")
