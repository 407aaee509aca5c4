def solve(tools):
    card = tools.get_card(card_id="CD-0051")
    return card["number"]
