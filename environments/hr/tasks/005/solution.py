def solve(tools):
    try:
        tools.offer_post(application_id="AP-0051")
    except tools.Refused:
        tools.approve_leave(leave_id="LV-0025", employee_id="E-0004")
    try:
        tools.offer_post(application_id="AP-0068")
    except tools.Refused:
        tools.request_leave(employee_id="E-0045", starting="2026-04-20", length_wanted=14)
    try:
        tools.withdraw_vacancy(vacancy_id="VA-0003")
    except tools.Refused:
        tools.raise_salary(employee_id="E-0008", extra=50)
    try:
        tools.withdraw_vacancy(vacancy_id="VA-0001")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0044", unit_id="UN-0003")
