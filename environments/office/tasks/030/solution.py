def solve(tools):
    person = next(one for one in tools.search_people(name="Tariq Zhang")["items"] if one["name"] == "Tariq Zhang")
    messages_2 = tools.list_messages_of_sender(sender_id=person["person_id"])
    messages_2 = [one for one in messages_2 if one["status"] == "read"]
    message = max(messages_2, key=lambda one: one["size"])
    messages = tools.list_messages_of_folder(folder_id=message["folder_id"])
    message_2 = min(messages, key=lambda one: one["sent"])
    person_2 = tools.get_person(person_id=message_2["sender_id"])
    return person_2["name"]
