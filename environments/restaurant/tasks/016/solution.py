def solve(tools):
    try:
        tools.pay_bill(bill_id="BI-0023", given=18)
    except tools.Refused:
        tools.reserve_table(guest_id="GU-0004", table_id="TB-0007", on_day="2026-11-11", at="lunch", people=2)
    try:
        tools.pay_bill(bill_id="BI-0047", given=13)
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0003")
