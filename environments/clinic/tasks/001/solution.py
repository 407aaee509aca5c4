def solve(tools):
    prescription = tools.get_prescription(prescription_id="PR-0084")
    return prescription["dose"]
