def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0113")
    try:
        tools.invite(meeting_id=invitation["meeting_id"], person_id="PE-0007")
    except tools.Refused:
        tools.plan_meeting(organiser_id="PE-0014", room_id="RM-0010", about="review", on_day="2026-01-24", at="15:00")
    tools.cancel_meeting(meeting_id="ME-0082")
