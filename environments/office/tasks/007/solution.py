def solve(tools):
    folder = next(
        one
        for one in tools.search_folders(name="Travel of Ingrid Novak")["items"]
        if one["name"] == "Travel of Ingrid Novak"
    )
    folder_2 = tools.get_folder(folder_id=folder["parent_id"])
    return folder_2["name"]
