def solve(tools):
    tools.reserve_table(guest_id="GU-0013", table_id="TB-0011", on_day="2026-11-18", at="lunch", people=3)
