def solve(tools):
    course = tools.get_course(course_id="C-0028")
    return course["title"]
