def solve(tools):
    loans = tools.list_loans_of_copy(copy_id="C-0112")
    for one in loans:
        try:
            tools.return_copy(loan_id=one["loan_id"])
        except tools.Refused:
            pass
