def solve(tools):
    copy = tools.get_copy(copy_id="C-0015")
    return copy["book_id"]
