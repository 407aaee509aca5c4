def solve(tools):
    tools.book_ride(traveller_id="TV-0035", train_id="TR-0081", travelling="2026-05-29")
