def solve(tools):
    try:
        tools.request_leave(employee_id="E-0057", starting="2026-03-08", length_wanted=14)
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0044", unit_id="UN-0008")
    try:
        tools.request_leave(employee_id="E-0008", starting="2026-04-15", length_wanted=17)
    except tools.Refused:
        tools.offer_post(application_id="AP-0096")
    try:
        tools.request_leave(employee_id="E-0076", starting="2026-04-22", length_wanted=14)
    except tools.Refused:
        tools.raise_salary(employee_id="E-0008", extra=50)
    try:
        tools.request_leave(employee_id="E-0054", starting="2026-04-14", length_wanted=10)
    except tools.Refused:
        tools.transfer_employee(employee_id="E-0018", unit_id="UN-0008")
