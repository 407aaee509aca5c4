def solve(tools):
    try:
        tools.move_section(section_id="SE-0013", room_id="R-0011")
    except tools.Refused:
        tools.move_section(section_id="SE-0004", room_id="R-0009")
