def solve(tools):
    comment = tools.get_comment(comment_id="CM-0038")
    user = tools.get_user(user_id=comment["author_id"])
    return user["capacity"]
