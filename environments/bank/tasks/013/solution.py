def solve(tools):
    transfers = tools.list_transfers_of_to_account(to_account_id="A-0050")
    transfers.sort(key=lambda one: one["amount"])
    for one in transfers:
        try:
            tools.reverse_transfer(transfer_id=one["transfer_id"])
        except tools.Refused:
            continue
        done = one["transfer_id"]
        break
    return done
