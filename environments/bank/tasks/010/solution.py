def solve(tools):
    try:
        tools.reverse_transfer(transfer_id="T-0144")
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0090")
    try:
        tools.reverse_transfer(transfer_id="T-0145")
    except tools.Refused:
        tools.reverse_transfer(transfer_id="T-0049")
