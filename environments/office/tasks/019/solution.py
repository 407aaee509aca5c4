def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0258")
    try:
        tools.plan_meeting(organiser_id="PE-0006", room_id="RM-0005", about="review", on_day="2026-01-29", at="13:00")
    except tools.Refused:
        tools.invite(meeting_id=invitation["meeting_id"], person_id="PE-0006")
    try:
        tools.plan_meeting(organiser_id="PE-0016", room_id="RM-0007", about="training", on_day="2026-01-28", at="17:00")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0001", room_id="RM-0007", about="training", on_day="2026-01-25", at="09:00")
