def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0250")
    return invitation["meeting_id"]
