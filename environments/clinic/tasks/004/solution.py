def solve(tools):
    tools.discharge_patient(admission_id="AD-0060")
