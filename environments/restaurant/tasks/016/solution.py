def solve(tools):
    try:
        tools.restock(ingredient_id="IG-0019", kilos=3)
    except tools.Refused:
        tools.drop_ingredient(ingredient_id="IG-0002")
    try:
        tools.restock(ingredient_id="IG-0022", kilos=19)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0066", given=10)
