def solve(tools):
    screening = tools.get_screening(screening_id="SG-0084")
    tools.schedule_screening(
        film_id=screening["film_id"], screen_id="SN-0008", on_day="2026-08-28", at="14:00", entry=6
    )
    tickets = tools.find_tickets_by_visitor_badge(badge="day")
    tickets = [one for one in tickets if one["status"] == "refunded"]
    return len(tickets)
