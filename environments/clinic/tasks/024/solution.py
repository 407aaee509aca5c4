def solve(tools):
    prescription = tools.get_prescription(prescription_id="PR-0065")
    prescriptions = tools.list_prescriptions_of_doctor(doctor_id=prescription["doctor_id"])
    prescriptions = [one for one in prescriptions if one["issued"] <= "2026-03-28"]
    prescription_2 = max(prescriptions, key=lambda one: one["dose"])
    drug = tools.get_drug(drug_id=prescription_2["drug_id"])
    return drug["daily_limit"]
