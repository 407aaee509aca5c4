def solve(tools):
    try:
        tools.restock(ingredient_id="IG-0020", kilos=2)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0031", given=7)
    try:
        tools.restock(ingredient_id="IG-0013", kilos=7)
    except tools.Refused:
        tools.pay_bill(bill_id="BI-0001", given=8)
