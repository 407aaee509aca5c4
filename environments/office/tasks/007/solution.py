def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0250")
    person = tools.get_person(person_id=invitation["person_id"])
    return person["quota"]
