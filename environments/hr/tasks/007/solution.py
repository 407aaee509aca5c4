def solve(tools):
    try:
        tools.request_leave(employee_id="E-0034", starting="2026-03-08", length_wanted=16)
    except tools.Refused:
        tools.raise_salary(employee_id="E-0031", extra=250)
    try:
        tools.request_leave(employee_id="E-0026", starting="2026-03-29", length_wanted=17)
    except tools.Refused:
        tools.raise_salary(employee_id="E-0028", extra=50)
