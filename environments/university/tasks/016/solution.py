def solve(tools):
    try:
        tools.assign_lecturer(section_id="SE-0032", lecturer_id="LE-0004")
    except tools.Refused:
        tools.move_section(section_id="SE-0032", room_id="R-0010")
    try:
        tools.assign_lecturer(section_id="SE-0018", lecturer_id="LE-0023")
    except tools.Refused:
        tools.move_section(section_id="SE-0018", room_id="R-0010")
