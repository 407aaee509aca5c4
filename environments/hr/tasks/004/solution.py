def solve(tools):
    try:
        tools.transfer_employee(employee_id="E-0048", unit_id="UN-0011")
    except tools.Refused:
        tools.withdraw_vacancy(vacancy_id="VA-0005")
    try:
        tools.transfer_employee(employee_id="E-0010", unit_id="UN-0003")
    except tools.Refused:
        tools.approve_leave(leave_id="LV-0020", employee_id="E-0012")
    try:
        tools.offer_post(application_id="AP-0097")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0026", unit_id="UN-0006")
    try:
        tools.offer_post(application_id="AP-0081")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0030", unit_id="UN-0002")
