def solve(tools):
    tools.move_section(section_id="SE-0032", room_id="R-0015")
