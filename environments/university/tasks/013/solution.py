def solve(tools):
    try:
        tools.move_section(section_id="SE-0009", room_id="R-0009")
    except tools.Refused:
        tools.assign_lecturer(section_id="SE-0007", lecturer_id="LE-0013")
    try:
        tools.move_section(section_id="SE-0013", room_id="R-0012")
    except tools.Refused:
        tools.assign_lecturer(section_id="SE-0019", lecturer_id="LE-0002")
