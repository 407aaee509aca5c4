def solve(tools):
    tools.book_stay(traveller_id="TV-0017", hotel_id="HO-0038", arriving="2026-05-20", length=1)
