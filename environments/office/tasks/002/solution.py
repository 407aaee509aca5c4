def solve(tools):
    message = tools.get_message(message_id="MS-0109")
    return message["sender_id"]
