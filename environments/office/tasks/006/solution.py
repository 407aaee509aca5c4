def solve(tools):
    folder = next(
        one for one in tools.search_folders(name="Inbox of Ana Ricci")["items"] if one["name"] == "Inbox of Ana Ricci"
    )
    return folder["person_id"]
