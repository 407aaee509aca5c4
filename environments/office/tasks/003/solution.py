def solve(tools):
    tools.plan_meeting(organiser_id="PE-0025", room_id="RM-0004", about="planning", on_day="2026-01-22", at="17:00")
