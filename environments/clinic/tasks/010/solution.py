def solve(tools):
    prescription = tools.get_prescription(prescription_id="PR-0070")
    return prescription["issued"]
