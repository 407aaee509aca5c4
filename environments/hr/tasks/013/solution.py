def solve(tools):
    try:
        tools.transfer_employee(employee_id="E-0064", unit_id="UN-0006")
    except tools.Refused:
        tools.request_leave(employee_id="E-0030", starting="2026-04-04", length_wanted=1)
    try:
        tools.transfer_employee(employee_id="E-0009", unit_id="UN-0002")
    except tools.Refused:
        tools.withdraw_vacancy(vacancy_id="VA-0011")
