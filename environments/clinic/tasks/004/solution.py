def solve(tools):
    try:
        tools.discharge_patient(admission_id="AD-0066")
    except tools.Refused:
        tools.discharge_patient(admission_id="AD-0004")
