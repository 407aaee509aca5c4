def solve(tools):
    try:
        tools.assign_lecturer(section_id="SE-0003", lecturer_id="LE-0024")
    except tools.Refused:
        tools.assign_lecturer(section_id="SE-0026", lecturer_id="LE-0005")
    try:
        tools.assign_lecturer(section_id="SE-0026", lecturer_id="LE-0006")
    except tools.Refused:
        tools.assign_lecturer(section_id="SE-0031", lecturer_id="LE-0001")
