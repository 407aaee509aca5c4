def solve(tools):
    folders = tools.list_folders_of_person(person_id="PE-0018")
    return sorted(one["folder_id"] for one in folders)
