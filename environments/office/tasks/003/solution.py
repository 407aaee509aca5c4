def solve(tools):
    return tools.search_invitations(answer="accepted")["total"]
