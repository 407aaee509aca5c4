def solve(tools):
    try:
        tools.book_stay(traveller_id="TV-0008", hotel_id="HO-0056", arriving="2026-05-30", length=5)
    except tools.Refused:
        tools.book_ride(traveller_id="TV-0008", train_id="TR-0041", travelling="2026-05-05")
    try:
        tools.cancel_stay(stay_id="ST-0089")
    except tools.Refused:
        tools.cancel_stay(stay_id="ST-0030")
