def solve(tools):
    try:
        tools.offer_post(application_id="AP-0074")
    except tools.Refused:
        tools.request_leave(employee_id="E-0070", starting="2026-04-17", length_wanted=13)
    try:
        tools.offer_post(application_id="AP-0069")
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0052", unit_id="UN-0003")
