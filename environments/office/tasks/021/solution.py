def solve(tools):
    invitation = tools.get_invitation(invitation_id="IN-0201")
    messages = tools.list_messages_of_sender(sender_id=invitation["person_id"])
    messages = [one for one in messages if one["size"] >= 18]
    message = min(messages, key=lambda one: one["sent"])
    return message["folder_id"]
