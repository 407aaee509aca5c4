def solve(tools):
    folder = tools.get_folder(folder_id="FO-0012")
    return folder["name"]
