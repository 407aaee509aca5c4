from itertools import combinations


def solve(tools):
    messages = tools.list_messages_of_sender(sender_id="PE-0007")
    sets = [chosen for chosen in combinations(messages, 3) if len({one["status"] for one in chosen}) == 3]
    best = max(sets, key=lambda chosen: sum(one["size"] for one in chosen))
    return sorted(one["message_id"] for one in best)
