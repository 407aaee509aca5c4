def solve(tools):
    invitations = tools.list_invitations_of_person(person_id="PE-0009")
    invitations = [one for one in invitations if one["answer"] == "declined"]
    return sorted(one["invitation_id"] for one in invitations)
