def solve(tools):
    prescriptions_2 = tools.list_prescriptions_of_drug(drug_id="RX-0009")
    prescription = min(prescriptions_2, key=lambda one: one["dose"])
    prescriptions = tools.list_prescriptions_of_doctor(doctor_id=prescription["doctor_id"])
    prescription_2 = min(prescriptions, key=lambda one: one["issued"])
    drug = tools.get_drug(drug_id=prescription_2["drug_id"])
    return drug["name"]
