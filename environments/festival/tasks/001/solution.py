def solve(tools):
    tools.withdraw_vote(vote_id="VO-0020")
