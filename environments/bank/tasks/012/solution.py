def solve(tools):
    try:
        tools.close_account(account_id="A-0034")
    except tools.Refused:
        tools.block_card(card_id="CD-0043")
    try:
        tools.close_account(account_id="A-0053")
    except tools.Refused:
        tools.close_account(account_id="A-0039")
