def solve(tools):
    try:
        tools.pay_bill(bill_id="BI-0066", given=18)
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0005")
    try:
        tools.pay_bill(bill_id="BI-0058", given=13)
    except tools.Refused:
        tools.restock(ingredient_id="IG-0015", kilos=13)
