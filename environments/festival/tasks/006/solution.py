def solve(tools):
    tools.schedule_screening(film_id="FI-0014", screen_id="SN-0008", on_day="2026-08-28", at="14:00", entry=6)
