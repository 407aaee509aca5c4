def solve(tools):
    return tools.search_students(degree="bachelor")["total"]
