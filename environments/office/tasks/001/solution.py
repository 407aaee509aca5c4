def solve(tools):
    tools.file_message(message_id="MS-0006", folder_id="FO-0089")
