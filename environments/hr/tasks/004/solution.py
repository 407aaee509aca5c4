def solve(tools):
    try:
        tools.transfer_employee(employee_id="E-0033", unit_id="UN-0006")
    except tools.Refused:
        tools.withdraw_vacancy(vacancy_id="VA-0005")
    try:
        tools.transfer_employee(employee_id="E-0005", unit_id="UN-0011")
    except tools.Refused:
        tools.withdraw_vacancy(vacancy_id="VA-0016")
    try:
        tools.offer_post(application_id="AP-0004")
    except tools.Refused:
        tools.offer_post(application_id="AP-0021")
    try:
        tools.offer_post(application_id="AP-0053")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0021", unit_id="UN-0003")
