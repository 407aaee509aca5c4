def solve(tools):
    tools.block_card(card_id="CD-0021")
