def solve(tools):
    try:
        tools.change_card_limit(card_id="CD-0049", new_limit=6000)
    except tools.Refused:
        tools.close_account(account_id="A-0049")
    try:
        tools.change_card_limit(card_id="CD-0024", new_limit=5000)
    except tools.Refused:
        tools.close_account(account_id="A-0041")
