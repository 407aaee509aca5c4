def solve(tools):
    message = tools.get_message(message_id="MS-0149")
    message_2 = tools.get_message(message_id=message["reply_to_id"])
    folder = tools.get_folder(folder_id=message_2["folder_id"])
    messages = tools.list_messages_of_folder(folder_id=folder["parent_id"])
    message_3 = min(messages, key=lambda one: one["size"])
    return message_3["subject"]
