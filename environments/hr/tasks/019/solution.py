def solve(tools):
    employee = next(one for one in tools.search_employees(name="Tara Moreau")["items"] if one["name"] == "Tara Moreau")
    employee_2 = next(
        one for one in tools.search_employees(name="Chen Schmidt")["items"] if one["name"] == "Chen Schmidt"
    )
    try:
        tools.offer_post(application_id="AP-0043")
    except tools.Refused:
        tools.transfer_employee(employee_id=employee["employee_id"], unit_id=employee_2["unit_id"])
