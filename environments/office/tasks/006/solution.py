def solve(tools):
    tools.plan_meeting(organiser_id="PE-0015", room_id="RM-0010", about="planning", on_day="2026-01-25", at="15:00")
