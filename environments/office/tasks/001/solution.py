def solve(tools):
    folder = tools.get_folder(folder_id="FO-0045")
    return folder["name"]
