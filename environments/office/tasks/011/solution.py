def solve(tools):
    message = tools.get_message(message_id="MS-0109")
    folder = tools.get_folder(folder_id=message["folder_id"])
    return folder["name"]
